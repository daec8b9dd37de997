/// A place in phase space, with what the integrator knows there.
///
/// Invariant: outside a leapfrog step, `velocity` belongs to `momentum`, and `gradient` and
/// `logDensity` belong to `position`.
struct PhasePoint: Sendable {
  var position: [Double]
  var momentum: [Double]
  /// The derivative of the kinetic energy, that is, the inverse metric times the momentum.
  var velocity: [Double]
  /// The gradient of the log density.
  var gradient: [Double]
  /// The log density; minus infinity where there is none.
  var logDensity: Double

  /// Creates a point at rest at a position that was not evaluated yet.
  init(position: [Double]) {
    self.position = position
    momentum = [Double](repeating: 0, count: position.count)
    velocity = momentum
    gradient = momentum
    logDensity = -.infinity
  }

  /// Takes over the values of another point of the same dimension, in the memory that is there.
  mutating func assign(_ other: PhasePoint) {
    for index in position.indices {
      position[index] = other.position[index]
      momentum[index] = other.momentum[index]
      velocity[index] = other.velocity[index]
      gradient[index] = other.gradient[index]
    }
    logDensity = other.logDensity
  }
}
