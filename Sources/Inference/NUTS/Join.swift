import ScalarMath

/// How a proposal is drawn from two neighbouring stretches.
enum ProposalRule: Sendable {
  /// Each point in proportion to its weight: inside a subtree.
  case multinomial
  /// The new stretch with probability min(1, its weight over the old weight): at the top.
  case biasedProgressive

  /// Returns the probability to choose the new stretch, given logarithms of weights.
  func probability(old: Double, new: Double, total: Double) -> Double {
    switch self {
    case .multinomial: .exp(new - total)
    case .biasedProgressive: new > old ? 1 : .exp(new - old)
    }
  }
}

extension Stretch {
  /// Extends this stretch by the one grown from its far end; true iff the whole makes no U-turn.
  ///
  /// The generalised criterion asks that the velocities at both ends of a stretch point along the
  /// sum of its momenta (Betancourt: A conceptual introduction to Hamiltonian Monte Carlo, 2017,
  /// appendix A.4.2). It is asked of the whole, and of each part with the first point of the
  /// other, which catches turns that the doubling hides.
  mutating func join(
    _ next: Stretch, rule: ProposalRule, pool: inout VectorPool, stream: inout RandomStream
  ) -> Bool {
    let isStraight =
      pool.isStraight(from: near, to: next.far, momentumSum, next.momentumSum)
      && pool.isStraight(from: near, to: next.near, momentumSum, next.near.momentum)
      && pool.isStraight(from: far, to: next.far, next.momentumSum, far.momentum)
    let total = Double.logSumExp(logWeight, next.logWeight)
    let probability = rule.probability(old: logWeight, new: next.logWeight, total: total)
    let dropped: Proposal
    if stream.uniform() < probability {
      (dropped, proposal) = (proposal, next.proposal)
    } else {
      dropped = next.proposal
    }
    dropped.release(to: &pool)
    pool.add(next.momentumSum, to: momentumSum)
    pool.release(next.momentumSum)
    if far != near { far.release(to: &pool) }
    if next.near != next.far { next.near.release(to: &pool) }
    far = next.far
    logWeight = total
    return isStraight
  }
}

extension VectorPool {
  /// True iff the velocities at both ends point along the sum of two momenta.
  func isStraight(
    from first: Stretch.End, to last: Stretch.End, _ momentum: Slot, _ other: Slot
  ) -> Bool {
    dot(first.velocity, withSumOf: momentum, other) > 0
      && dot(last.velocity, withSumOf: momentum, other) > 0
  }
}
