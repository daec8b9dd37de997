import ScalarMath
import Semantics

/// The number of successes among n trials.
extension DistributionRow {
  static let binomial = DistributionRow(
    .binomial, [(.trials, .natural), (.probability, .unit)],
    logDensity: { s in
      let (n, p, failures) = (s[.trials], s[.probability], max(s[.trials] - s.x, 0))
      if let logTrue = s.exactLogarithm(of: .probability),
        let logFalse = s.exactLogarithm(of: .probability, complement: true)
      {
        return logChoose(n, s.x) + times(s.x, logTrue) + times(failures, logFalse)
      }
      // As three Poisson masses with means n p, n (1 - p) and n, whose large parts cancel.
      if p.isOpen { return logChoose(n, s.x) + xLogY(s.x, p) + xLogY(failures, 1 - p) }
      return logPoissonMass(s.x, mean: n * p) + logPoissonMass(failures, mean: n * (1 - p))
        + stirlingRest(n)
    },
    isInSupport: { s in (0 <= s.x).and(s.x <= s[.trials]) },
    tails: Tails(
      logCDF: { belowTrials($0, all: 0) { k, s in tails(s, beyond: k).upper } },
      logSurvival: { belowTrials($0, all: -.infinity) { k, s in tails(s, beyond: k).lower } },
      numericLogCDF: { x, p in
        let (k, n) = (x.rounded(.down), p[.trials])
        if k < 0 { return -.infinity }
        return k >= n ? 0 : .logRegularizedBetaComplement(p[.probability], k + 1, n - k)
      },
      numericLogSurvival: { x, p in
        let (k, n) = (x.rounded(.down), p[.trials])
        if k < 0 { return 0 }
        return k >= n ? -.infinity : .logRegularizedBeta(p[.probability], k + 1, n - k)
      },
      isDiscrete: true),
    draw: { stream, p in [stream.binomial(trials: p[.trials], p[.probability])] },
    mean: { [$0[.trials] * $0[.probability]] },
    variance: { [$0[.trials] * $0[.probability] * (1 - $0[.probability])] })
}

/// A count times a logarithm, which may be infinite where the count is 0.
private func times(_ count: Formula, _ logarithm: Formula) -> Formula {
  (count == 0).select(0, else: count * logarithm)
}

/// P(X > k) is the regularised incomplete beta function of k + 1 and n - k, for 0 <= k < n.
private func tails(_ s: DensityScope, beyond k: Formula) -> BetaTails {
  BetaTails(s, s[.probability], k + 1, s[.trials] - k)
}

/// A tail of a count of trials: the formula below their number, and what remains from there on.
private func belowTrials(
  _ s: DensityScope, all: Double, _ formula: (Formula, DensityScope) -> Formula
) -> Formula {
  let isPartial = (0 <= s.x).and(s.x < s[.trials])
  let none = all == 0 ? -Double.infinity : 0
  let value = formula(floor(isPartial.select(s.x, else: 0)), s)
  return isPartial.select(value, else: (s.x < 0).select(s.constant(none), else: all))
}
