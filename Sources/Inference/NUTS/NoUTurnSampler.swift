import ScalarMath

/// The no-U-turn sampler with multinomial sampling along the trajectory.
///
/// Hoffman and Gelman (2014), Betancourt (2017), in the form that Stan has used since 2.21.
struct NoUTurnSampler<Density: LogDensity>: Sendable {
  /// The energy and its integrator.
  var hamiltonian: Hamiltonian<Density>
  /// The current draw; inside a transition, the end of the trajectory that grows.
  var point: PhasePoint
  /// The step size of the integrator.
  var stepSize: Double

  private let maximumDepth: Int
  private let maximumEnergyError: Double
  private var pool: VectorPool
  private var forwardEnd: PhasePoint
  private var backwardEnd: PhasePoint
  private var growth = Growth()

  /// What is counted while a trajectory grows.
  private struct Growth: Sendable {
    var initialEnergy = 0.0
    var stepCount = 0
    var acceptanceSum = 0.0
    var isDivergent = false
  }

  /// Creates a sampler at a point that was evaluated.
  init(hamiltonian: Hamiltonian<Density>, point: PhasePoint, settings: NUTSSettings) {
    self.hamiltonian = hamiltonian
    self.point = point
    stepSize = settings.initialStepSize
    maximumDepth = settings.maximumDepth
    maximumEnergyError = settings.maximumEnergyError
    // Each level of the recursion holds one stretch of seven vectors while its twin is grown.
    pool = VectorPool(dimension: point.position.count, capacity: 7 * (maximumDepth + 3))
    forwardEnd = point
    backwardEnd = point
  }

  /// Moves to the next draw.
  ///
  /// - Throws: only failures that are not recoverable.
  mutating func transition(
    _ stream: inout RandomStream
  ) throws(EvaluationFailure) -> TransitionStatistics {
    hamiltonian.refreshMomentum(&point, &stream)
    growth = Growth(initialEnergy: hamiltonian.energy(point))
    forwardEnd.assign(point)
    backwardEnd.assign(point)
    pool.releaseAll()
    var trajectory = Stretch(point, energy: growth.initialEnergy, logWeight: 0, pool: &pool)
    var depth = 0
    while depth < maximumDepth {
      let isForward = stream.uniform() > 0.5
      guard let next = try extend(isForward: isForward, depth: depth, &stream) else { break }
      depth += 1
      if !isForward { trajectory = trajectory.reversed }
      let isStraight = trajectory.join(
        next, rule: .biasedProgressive, pool: &pool, stream: &stream)
      if !isForward { trajectory = trajectory.reversed }
      if !isStraight { break }
    }
    settle(on: trajectory.proposal)
    return statistics(depth: depth, energy: trajectory.proposal.energy)
  }

  /// Grows a subtree from an end of the trajectory, which moves to the subtree's far end.
  private mutating func extend(
    isForward: Bool, depth: Int, _ stream: inout RandomStream
  ) throws(EvaluationFailure) -> Stretch? {
    if isForward { swap(&point, &forwardEnd) } else { swap(&point, &backwardEnd) }
    let next = try grow(depth: depth, stepSize: isForward ? stepSize : -stepSize, &stream)
    if isForward { swap(&point, &forwardEnd) } else { swap(&point, &backwardEnd) }
    return next
  }

  /// Returns the tree of 2^depth further steps, or nil if it diverges or a part makes a U-turn.
  private mutating func grow(
    depth: Int, stepSize: Double, _ stream: inout RandomStream
  ) throws(EvaluationFailure) -> Stretch? {
    if depth == 0 { return try step(stepSize) }
    guard var tree = try grow(depth: depth - 1, stepSize: stepSize, &stream),
      let twin = try grow(depth: depth - 1, stepSize: stepSize, &stream)
    else { return nil }
    let isStraight = tree.join(twin, rule: .multinomial, pool: &pool, stream: &stream)
    return isStraight ? tree : nil
  }

  /// Returns the stretch of one further step, or nil if it diverges.
  private mutating func step(_ stepSize: Double) throws(EvaluationFailure) -> Stretch? {
    try hamiltonian.leapfrog(&point, stepSize: stepSize)
    let energy = hamiltonian.energy(point)
    let logWeight = growth.initialEnergy - energy
    growth.stepCount += 1
    growth.acceptanceSum += min(1, .exp(logWeight))
    if -logWeight > maximumEnergyError {
      growth.isDivergent = true
      return nil
    }
    return Stretch(point, energy: energy, logWeight: logWeight, pool: &pool)
  }

  /// Makes a proposal the current draw.
  private mutating func settle(on proposal: Stretch.Proposal) {
    pool.load(proposal.position, into: &point.position)
    pool.load(proposal.gradient, into: &point.gradient)
    point.logDensity = proposal.logDensity
  }

  private func statistics(depth: Int, energy: Double) -> TransitionStatistics {
    TransitionStatistics(
      logDensity: point.logDensity,
      acceptance: growth.acceptanceSum / Double(max(growth.stepCount, 1)), stepSize: stepSize,
      depth: depth, stepCount: growth.stepCount, isDivergent: growth.isDivergent, energy: energy)
  }
}
