import ScalarMath
import Semantics

/// True with a probability, given as such or as log odds.
extension DistributionRow {
  static let bernoulli = DistributionRow(
    .bernoulli, [(.probability, .unit), (.logit, .real)],
    logDensity: { s in
      let isFalse = s.x == 0
      if s.isGiven(.logit) { return -softplus(isFalse.select(s[.logit], else: -s[.logit])) }
      if let logTrue = s.exactLogarithm(of: .probability),
        let logFalse = s.exactLogarithm(of: .probability, complement: true)
      {
        return isFalse.select(logFalse, else: logTrue)
      }
      // Each logarithm sees the probability only where it counts.
      return logChance(isFalse.select(1, else: s[.probability]))
        + logRefusal(isFalse.select(s[.probability], else: 0))
    },
    draw: { stream, p in [stream.bernoulli(probability(p)) ? 1 : 0] },
    mean: { [probability($0)] },
    variance: { [probability($0) * (1 - probability($0))] })
}

private func probability(_ p: NumericParameters) -> Double {
  p.isGiven(.logit) ? .logistic(p[.logit]) : p[.probability]
}
