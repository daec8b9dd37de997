import ScalarMath
import Semantics

/// How often each category occurs among n trials.
extension DistributionRow {
  static let multinomial = DistributionRow(
    .multinomial, [(.trials, .natural), (.probabilities, .simplex)],
    logDensity: { s in
      // A product of Poisson masses with means n p_k over the mass of their total.
      let n = s[.trials]
      if s[.probabilities].isOpen {
        let terms = xLogY(s.x, s[.probabilities]) - logGamma(s.x + 1)
        return terms.sum(over: s.components) + logGamma(n + 1)
      }
      return logPoissonMass(s.x, mean: n * s[.probabilities]).sum(over: s.components)
        + stirlingRest(n)
    },
    isInSupport: { s in s.x.sum(over: s.components) == s[.trials] },
    draw: { stream, p in
      let weights = p.array(.probabilities)
      return stream.multinomial(trials: p[.trials], weights: weights) ?? weights.map { _ in .nan }
    },
    mean: { p in p.array(.probabilities).map { p[.trials] * $0 } },
    variance: { p in p.array(.probabilities).map { p[.trials] * $0 * (1 - $0) } })
}
