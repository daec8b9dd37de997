/// A stretch of a trajectory, as a tree of leapfrog steps remembers it.
///
/// `near` is the end that it was grown from, `far` the end that it was grown to.
struct Stretch: Sendable {
  var near: End
  var far: End
  /// The sum of the momenta of all its points.
  let momentumSum: VectorPool.Slot
  /// The point drawn from it.
  var proposal: Proposal
  /// The logarithm of the sum of exp(initial energy - energy) over its points.
  var logWeight: Double

  /// The momentum and velocity at an end.
  struct End: Hashable, Sendable {
    let momentum: VectorPool.Slot
    let velocity: VectorPool.Slot
  }

  /// A point that may become the next draw.
  struct Proposal: Sendable {
    let position: VectorPool.Slot
    let gradient: VectorPool.Slot
    let logDensity: Double
    let energy: Double
  }

  /// Creates the stretch of one point.
  init(_ point: PhasePoint, energy: Double, logWeight: Double, pool: inout VectorPool) {
    let end = End(momentum: pool.take(point.momentum), velocity: pool.take(point.velocity))
    near = end
    far = end
    momentumSum = pool.take(point.momentum)
    proposal = Proposal(
      position: pool.take(point.position), gradient: pool.take(point.gradient),
      logDensity: point.logDensity, energy: energy)
    self.logWeight = logWeight
  }

  /// The same stretch, seen from its other end.
  var reversed: Stretch {
    var copy = self
    (copy.near, copy.far) = (far, near)
    return copy
  }
}

extension Stretch.End {
  /// Gives the vectors back.
  func release(to pool: inout VectorPool) {
    pool.release(momentum)
    pool.release(velocity)
  }
}

extension Stretch.Proposal {
  /// Gives the vectors back.
  func release(to pool: inout VectorPool) {
    pool.release(position)
    pool.release(gradient)
  }
}
