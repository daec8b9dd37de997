import ScalarMath
import Semantics

/// The number of successes among n trials whose probability is a beta variable.
extension DistributionRow {
  static let betaBinomial = DistributionRow(
    .betaBinomial, [(.trials, .natural), (.a, .positive), (.b, .positive)],
    logDensity: { s in
      let (n, a, b) = (s[.trials], s[.a], s[.b])
      return logChoose(n, s.x) + logBeta(s.x + a, max(n - s.x, 0) + b) - logBeta(a, b)
    },
    isInSupport: { s in (0 <= s.x).and(s.x <= s[.trials]) },
    draw: { stream, p in
      [stream.binomial(trials: p[.trials], stream.beta(p[.a], p[.b]))]
    },
    mean: { [$0[.trials] * $0[.a] / ($0[.a] + $0[.b])] },
    variance: { p in
      let (n, total) = (p[.trials], p[.a] + p[.b])
      return [n * (p[.a] / total) * (p[.b] / total) * ((total + n) / (total + 1))]
    })
}
