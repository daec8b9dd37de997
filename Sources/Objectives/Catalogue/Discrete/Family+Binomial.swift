import ScalarMath
import Semantics

/// The number of successes among n trials.
extension DistributionRow {
  static let binomial = DistributionRow(
    .binomial, [(.trials, .natural), (.probability, .unit)],
    logDensity: { s in
      // As three Poisson masses with means n p, n (1 - p) and n, whose large parts cancel.
      let (n, p, failures) = (s[.trials], s[.probability], max(s[.trials] - s.x, 0))
      return logPoissonMass(s.x, mean: n * p) + logPoissonMass(failures, mean: n * (1 - p))
        + stirlingRest(n)
    },
    isInSupport: { s in (0 <= s.x).and(s.x <= s[.trials]) },
    draw: { stream, p in [stream.binomial(trials: p[.trials], p[.probability])] },
    mean: { [$0[.trials] * $0[.probability]] },
    variance: { [$0[.trials] * $0[.probability] * (1 - $0[.probability])] })
}
