import ScalarMath

/// The no-U-turn sampler with multinomial sampling along the trajectory.
///
/// Hoffman and Gelman (2014), Betancourt (2017), in the form that Stan has used since 2.21.
///
/// Invariant: between transitions, the current draw alone holds vectors.
struct NoUTurnSampler: ~Copyable {
  /// The energy and its integrator.
  var hamiltonian: Hamiltonian
  /// The current draw.
  var point: PhasePoint
  /// The step size of the integrator.
  var stepSize: Double

  private let maximumDepth: Int
  private let maximumEnergyError: Double
  private var growth = Growth()

  /// What is counted while a trajectory grows.
  private struct Growth: Sendable {
    var initialEnergy = 0.0
    var stepCount = 0
    var acceptanceSum = 0.0
    var isDivergent = false
  }

  /// Creates a sampler at a point with a finite log density and gradient.
  init(density: any LogDensity, start: EvaluatedPoint, settings: NUTSSettings) {
    // Each level of the recursion holds one stretch of seven vectors while its twin is grown; the
    // two ends of the trajectory and a step from one of them have four each.
    let vectorCount = 7 * (settings.maximumDepth + 3) + 12
    hamiltonian = Hamiltonian(
      density: density, metric: .unit(settings.metric, dimension: start.position.count),
      vectorCount: vectorCount)
    point = hamiltonian.point(start)
    stepSize = settings.initialStepSize
    maximumDepth = settings.maximumDepth
    maximumEnergyError = settings.maximumEnergyError
  }

  /// Calls `body` with the coordinates of the current draw.
  func withPosition<Result>(_ body: (Span<Double>) -> Result) -> Result {
    body(hamiltonian.vectors.elements(point.position).span)
  }

  /// Moves to the next draw.
  ///
  /// - Throws: only failures that are not recoverable; the sampler is of no use afterwards.
  mutating func transition(
    _ stream: inout RandomStream
  ) throws(EvaluationFailure) -> TransitionStatistics {
    hamiltonian.refreshMomentum(&point, &stream)
    growth = Growth(initialEnergy: point.energy)
    var trajectory = Stretch(point, logWeight: 0, vectors: &hamiltonian.vectors)
    var (forwardEnd, backwardEnd) = (point, point)
    hamiltonian.vectors.hold(point)
    var depth = 0
    while depth < maximumDepth {
      let isForward = stream.uniform() > 0.5
      let next =
        isForward
        ? try grow(from: &forwardEnd, depth: depth, stepSize: stepSize, &stream)
        : try grow(from: &backwardEnd, depth: depth, stepSize: -stepSize, &stream)
      guard let next else { break }
      depth += 1
      if !isForward { trajectory = trajectory.reversed }
      let isStraight = trajectory.join(
        next, rule: .biasedProgressive, vectors: &hamiltonian.vectors, stream: &stream)
      if !isForward { trajectory = trajectory.reversed }
      if !isStraight { break }
    }
    hamiltonian.vectors.release(forwardEnd)
    hamiltonian.vectors.release(backwardEnd)
    settle(on: trajectory)
    return statistics(depth: depth, energy: trajectory.proposal.energy)
  }

  /// Returns the tree of 2^depth further steps, or nil if it diverges or a part makes a U-turn.
  ///
  /// The end of the trajectory moves on to the tree's far end.
  private mutating func grow(
    from end: inout PhasePoint, depth: Int, stepSize: Double, _ stream: inout RandomStream
  ) throws(EvaluationFailure) -> Stretch? {
    if depth == 0 { return try step(from: &end, stepSize) }
    guard var tree = try grow(from: &end, depth: depth - 1, stepSize: stepSize, &stream)
    else { return nil }
    guard let twin = try grow(from: &end, depth: depth - 1, stepSize: stepSize, &stream) else {
      tree.release(to: &hamiltonian.vectors)
      return nil
    }
    let isStraight = tree.join(
      twin, rule: .multinomial, vectors: &hamiltonian.vectors, stream: &stream)
    if isStraight { return tree }
    tree.release(to: &hamiltonian.vectors)
    return nil
  }

  /// Returns the stretch of one further step, or nil if it diverges.
  private mutating func step(
    from end: inout PhasePoint, _ stepSize: Double
  ) throws(EvaluationFailure) -> Stretch? {
    let next = try hamiltonian.leapfrog(from: end, stepSize: stepSize)
    hamiltonian.vectors.release(end)
    end = next
    let logWeight = growth.initialEnergy - next.energy
    growth.stepCount += 1
    growth.acceptanceSum += min(1, .exp(logWeight))
    if -logWeight > maximumEnergyError {
      growth.isDivergent = true
      return nil
    }
    return Stretch(next, logWeight: logWeight, vectors: &hamiltonian.vectors)
  }

  /// Makes the proposal of a trajectory the current draw.
  private mutating func settle(on trajectory: Stretch) {
    trajectory.releasePath(to: &hamiltonian.vectors)
    point.position = trajectory.proposal.position
    point.gradient = trajectory.proposal.gradient
    point.logDensity = trajectory.proposal.logDensity
    // The next transition draws a momentum, and others may hold the one of this draw.
    point.momentum = hamiltonian.vectors.take()
    point.velocity = hamiltonian.vectors.take()
  }

  private func statistics(depth: Int, energy: Double) -> TransitionStatistics {
    TransitionStatistics(
      logDensity: point.logDensity,
      acceptance: growth.acceptanceSum / Double(max(growth.stepCount, 1)), stepSize: stepSize,
      depth: depth, stepCount: growth.stepCount, isDivergent: growth.isDivergent, energy: energy)
  }
}
