import ScalarMath
import Semantics

/// Exponential: rate exp(-rate x).
extension DistributionRow {
  static let exponential = DistributionRow(
    .exponential, [(.rate, .positive)],
    logDensity: { s in log(s[.rate]) - s[.rate] * s.x },
    tails: Tails(
      logCDF: { onPositive($0) { x, s in log1mExpNegative(s[.rate] * x) } },
      logSurvival: { abovePositive($0) { x, s in -s[.rate] * x } },
      numericLogCDF: { x, p in .log1mExp(-p[.rate] * max(x, 0)) },
      numericLogSurvival: { x, p in -p[.rate] * max(x, 0) }),
    draw: { stream, p in [stream.exponential() / p[.rate]] },
    mean: { [1 / $0[.rate]] },
    variance: { [1 / ($0[.rate] * $0[.rate])] })
}
