import ScalarMath

/// The energy of a log density with a Euclidean kinetic energy, and its leapfrog integrator.
struct Hamiltonian<Density: LogDensity>: Sendable {
  private var density: Density
  /// The metric of the kinetic energy.
  var metric: Metric
  /// How often the density was evaluated.
  private(set) var gradientCount = 0

  init(density: Density, metric: Metric) {
    self.density = density
    self.metric = metric
  }

  /// Evaluates the density at the point's position; minus infinity stands for a recoverable
  /// failure.
  ///
  /// - Throws: only failures that are not recoverable.
  mutating func evaluate(_ point: inout PhasePoint) throws(EvaluationFailure) {
    gradientCount += 1
    do throws(EvaluationFailure) {
      point.logDensity = try density.evaluateFinite(point.position, gradient: &point.gradient)
    } catch {
      guard error.isRecoverable else { throw error }
      point.logDensity = -.infinity
    }
  }

  /// Gives the point a new momentum.
  func refreshMomentum(_ point: inout PhasePoint, _ stream: inout RandomStream) {
    metric.drawMomentum(&stream, into: &point.momentum)
    metric.velocity(of: point.momentum, into: &point.velocity)
  }

  /// Moves the point by one leapfrog step; a negative step goes back in time.
  mutating func leapfrog(
    _ point: inout PhasePoint, stepSize: Double
  ) throws(EvaluationFailure) {
    add(stepSize / 2, times: point.gradient, to: &point.momentum)
    metric.velocity(of: point.momentum, into: &point.velocity)
    add(stepSize, times: point.velocity, to: &point.position)
    try evaluate(&point)
    add(stepSize / 2, times: point.gradient, to: &point.momentum)
    metric.velocity(of: point.momentum, into: &point.velocity)
  }

  /// Returns the total energy of the point; infinite where there is no density.
  func energy(_ point: PhasePoint) -> Double {
    let energy = dot(point.momentum, point.velocity) / 2 - point.logDensity
    return energy.isNaN ? .infinity : energy
  }
}
