/// A place in phase space, with what the integrator knows there.
///
/// The vectors lie in a pool. Invariant: outside a leapfrog step, `velocity` belongs to `momentum`,
/// `gradient` and `logDensity` to `position`, and `energy` to all of them.
struct PhasePoint: Sendable {
  var position: VectorPool.Slot
  var momentum: VectorPool.Slot
  /// The derivative of the kinetic energy, that is, the inverse metric times the momentum.
  var velocity: VectorPool.Slot
  /// The gradient of the log density.
  var gradient: VectorPool.Slot
  /// The log density; minus infinity where there is none.
  var logDensity = -Double.infinity
  /// The total energy; infinite where there is no density.
  var energy = Double.infinity

  /// Creates a point with vectors of its own, which have any values.
  init(in vectors: inout VectorPool) {
    position = vectors.take()
    momentum = vectors.take()
    velocity = vectors.take()
    gradient = vectors.take()
  }

  /// Sets the energy, given the inner product of momentum and velocity.
  mutating func setEnergy(twiceKinetic: Double) {
    let total = twiceKinetic / 2 - logDensity
    energy = total.isNaN ? .infinity : total
  }
}

extension VectorPool {
  /// Holds the vectors of a point once more.
  mutating func hold(_ point: PhasePoint) {
    hold(point.position)
    hold(point.momentum)
    hold(point.velocity)
    hold(point.gradient)
  }

  /// Ends one holding of the vectors of a point.
  mutating func release(_ point: PhasePoint) {
    release(point.position)
    release(point.momentum)
    release(point.velocity)
    release(point.gradient)
  }
}
