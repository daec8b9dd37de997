import ScalarMath
import Semantics

/// The number of failures before the first success.
extension DistributionRow {
  static let geometric = DistributionRow(
    .geometric, [(.probability, .unit)],
    logDensity: { s in log(s[.probability]) + xLogComplement(s.x, s[.probability]) },
    tails: Tails(
      logCDF: { onCounts($0) { k, s in log1mExpNegative(-(k + 1) * log1p(-s[.probability])) } },
      logSurvival: { aboveCounts($0) { k, s in (k + 1) * log1p(-s[.probability]) } },
      numericLogCDF: { x, p in
        x < 0 ? -.infinity : .log1mExp((x.rounded(.down) + 1) * .log1p(-p[.probability]))
      },
      numericLogSurvival: { x, p in
        x < 0 ? 0 : (x.rounded(.down) + 1) * .log1p(-p[.probability])
      },
      isDiscrete: true),
    draw: { stream, p in [stream.geometric(p[.probability])] },
    mean: { [(1 - $0[.probability]) / $0[.probability]] },
    variance: { [(1 - $0[.probability]) / ($0[.probability] * $0[.probability])] })
}
