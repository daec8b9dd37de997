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
    tails: Tails(
      logCDF: { onCounts($0) { k, s in tails(s, beyond: k).upper } },
      logSurvival: { aboveCounts($0) { k, s in tails(s, beyond: k).lower } },
      numericLogCDF: { x, p in
        let (mean, conc) = (p[.mean], p[.concentration])
        return x < 0
          ? -.infinity
          : .logRegularizedBetaComplement(mean / (mean + conc), x.rounded(.down) + 1, conc)
      },
      numericLogSurvival: { x, p in
        let (mean, conc) = (p[.mean], p[.concentration])
        return x < 0 ? 0 : .logRegularizedBeta(mean / (mean + conc), x.rounded(.down) + 1, conc)
      },
      isDiscrete: true),
    draw: { stream, p in
      [stream.negativeBinomial(mean: p[.mean], concentration: p[.concentration])]
    },
    mean: { [$0[.mean]] },
    variance: { [$0[.mean] + $0[.mean] * $0[.mean] / $0[.concentration]] })
}

/// P(X > k) is the regularised incomplete beta function of k + 1 and the concentration.
private func tails(_ s: DensityScope, beyond k: Formula) -> BetaTails {
  BetaTails(s, s[.mean] / (s[.mean] + s[.concentration]), k + 1, s[.concentration])
}
