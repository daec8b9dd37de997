import ScalarMath
import Semantics

/// Counts with variance mean + mean^2 / conc.
extension DistributionRow {
  static let negativeBinomial = DistributionRow(
    .negativeBinomial, [(.mean, .positive), (.concentration, .positive)],
    logDensity: { s in
      let (mean, conc) = (s[.mean], s[.concentration])
      return -logBeta(conc, s.x + 1) - log(s.x + conc) - conc * log1p(mean / conc)
        - s.x * log1p(conc / mean)
    },
    draw: { stream, p in
      [stream.negativeBinomial(mean: p[.mean], concentration: p[.concentration])]
    },
    mean: { [$0[.mean]] },
    variance: { [$0[.mean] + $0[.mean] * $0[.mean] / $0[.concentration]] })
}
