import ScalarMath

/// The energy of a log density with a Euclidean kinetic energy, and its leapfrog integrator.
///
/// It owns the vectors of its points.
struct Hamiltonian: ~Copyable {
  /// Where the vectors of points lie.
  var vectors: VectorPool
  /// The metric of the kinetic energy.
  var metric: Metric {
    didSet { storeVariances() }
  }
  /// How often the density was evaluated.
  private(set) var gradientCount = 0
  // The one seam that is not specialised: a call for each gradient.
  private var density: any LogDensity
  /// The inverse metric, if it is diagonal.
  private let variances: VectorPool.Slot

  /// Creates the energy of a density, with room for so many vectors of points.
  init(density: any LogDensity, metric: Metric, vectorCount: Int) {
    self.density = density
    self.metric = metric
    vectors = VectorPool(dimension: density.dimension, capacity: vectorCount + 1)
    variances = vectors.take()
    storeVariances()
  }

  private func storeVariances() {
    if case .diagonal(let metric) = metric { vectors.store(metric.variances, in: variances) }
  }

  /// Returns a point at rest; the caller holds its vectors.
  mutating func point(_ start: EvaluatedPoint) -> PhasePoint {
    var point = PhasePoint(in: &vectors)
    vectors.store(start.position, in: point.position)
    vectors.store(start.gradient, in: point.gradient)
    for vector in [point.momentum, point.velocity] {
      vectors.elements(vector).update(repeating: 0)
    }
    point.logDensity = start.logDensity
    point.setEnergy(twiceKinetic: 0)
    return point
  }

  /// Evaluates the density at the point's position; minus infinity stands for a recoverable
  /// failure.
  ///
  /// Whether the gradient is finite is not looked at: the kick along one that is not makes an
  /// element of the momentum infinite or NaN, and the energy with it.
  /// - Throws: only failures that are not recoverable.
  mutating func evaluate(_ point: inout PhasePoint) throws(EvaluationFailure) {
    gradientCount += 1
    let position = vectors.elements(point.position)
    var gradient = vectors.elements(point.gradient).mutableSpan
    do throws(EvaluationFailure) {
      let value = try density.evaluate(position.span, gradient: &gradient)
      point.logDensity = value.isFinite ? value : -.infinity
    } catch {
      guard error.isRecoverable else { throw error }
      point.logDensity = -.infinity
    }
  }

  /// Gives the point a new momentum.
  ///
  /// - Precondition: momentum and velocity are held by this point alone.
  mutating func refreshMomentum(_ point: inout PhasePoint, _ stream: inout RandomStream) {
    metric.drawMomentum(&stream, into: vectors.elements(point.momentum))
    point.setEnergy(twiceKinetic: kick(point, by: 0))
  }

  /// Returns the end of one leapfrog step; a negative step goes back in time.
  ///
  /// The caller holds the vectors of the end.
  mutating func leapfrog(
    from point: PhasePoint, stepSize: Double
  ) throws(EvaluationFailure) -> PhasePoint {
    var next = PhasePoint(in: &vectors)
    switch metric {
    case .diagonal:
      vectors.kickAndDrift(from: point, to: next, stepSize: stepSize, variances: variances)
    case .dense(let metric):
      vectors.add(stepSize / 2, times: point.gradient, to: point.momentum, into: next.momentum)
      metric.velocity(of: vectors.start(next.momentum), into: vectors.start(next.velocity))
      vectors.add(stepSize, times: next.velocity, to: point.position, into: next.position)
    }
    try evaluate(&next)
    next.setEnergy(twiceKinetic: kick(next, by: stepSize / 2))
    return next
  }

  /// Adds a multiple of the gradient to the momentum; the velocity follows. Returns their inner
  /// product, twice the kinetic energy.
  private func kick(_ point: PhasePoint, by factor: Double) -> Double {
    switch metric {
    case .diagonal:
      return vectors.kick(point, by: factor, variances: variances)
    case .dense(let metric):
      vectors.add(factor, times: point.gradient, to: point.momentum, into: point.momentum)
      metric.velocity(of: vectors.start(point.momentum), into: vectors.start(point.velocity))
      return vectors.dot(point.momentum, point.velocity)
    }
  }
}
