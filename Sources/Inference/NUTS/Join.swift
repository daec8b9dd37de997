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
  mutating func join(
    _ next: Stretch, rule: ProposalRule, vectors: inout VectorPool, stream: inout RandomStream
  ) -> Bool {
    // The sum of a single point is its momentum, which others hold as well.
    let isOwn = vectors.isSole(momentumSum)
    let sum = isOwn ? momentumSum : vectors.take()
    let isStraight = vectors.addMomenta(of: self, next, into: sum)
    let total = Double.logSumExp(logWeight, next.logWeight)
    let probability = rule.probability(old: logWeight, new: next.logWeight, total: total)
    if stream.uniform() < probability {
      proposal.release(to: &vectors)
      proposal = next.proposal
    } else {
      next.proposal.release(to: &vectors)
    }
    if !isOwn { vectors.release(momentumSum) }
    vectors.release(next.momentumSum)
    if !isPoint { far.release(to: &vectors) }
    if !next.isPoint { next.near.release(to: &vectors) }
    momentumSum = sum
    far = next.far
    logWeight = total
    return isStraight
  }
}
