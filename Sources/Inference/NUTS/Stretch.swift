/// A stretch of a trajectory, as a tree of leapfrog steps remembers it.
///
/// `near` is the end that it was grown from, `far` the end that it was grown to. It holds the
/// vectors that it names; the two ends of a single point are held once.
struct Stretch: Sendable {
  var near: End
  var far: End
  /// The sum of the momenta of all its points.
  var momentumSum: VectorPool.Slot
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
  init(_ point: PhasePoint, logWeight: Double, vectors: inout VectorPool) {
    vectors.hold(point)
    // Once at the end and once as the sum.
    vectors.hold(point.momentum)
    near = End(momentum: point.momentum, velocity: point.velocity)
    far = near
    momentumSum = point.momentum
    proposal = Proposal(
      position: point.position, gradient: point.gradient, logDensity: point.logDensity,
      energy: point.energy)
    self.logWeight = logWeight
  }

  /// True iff the stretch has one point only.
  var isPoint: Bool { near == far }

  /// The same stretch, seen from its other end.
  var reversed: Stretch {
    var copy = self
    (copy.near, copy.far) = (far, near)
    return copy
  }

  /// Gives all vectors back but those of the proposal.
  func releasePath(to vectors: inout VectorPool) {
    near.release(to: &vectors)
    if !isPoint { far.release(to: &vectors) }
    vectors.release(momentumSum)
  }

  /// Gives all vectors back.
  func release(to vectors: inout VectorPool) {
    releasePath(to: &vectors)
    proposal.release(to: &vectors)
  }
}

extension Stretch.End {
  /// Gives the vectors back.
  func release(to vectors: inout VectorPool) {
    vectors.release(momentum)
    vectors.release(velocity)
  }
}

extension Stretch.Proposal {
  /// Gives the vectors back.
  func release(to vectors: inout VectorPool) {
    vectors.release(position)
    vectors.release(gradient)
  }
}
