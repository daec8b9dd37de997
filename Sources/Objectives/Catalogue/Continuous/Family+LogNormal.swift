import ScalarMath
import Semantics

/// Log-normal: the logarithm is normal with the given mean and spread.
extension DistributionRow {
  static let logNormal = DistributionRow(
    .logNormal,
    [(.mean, .real), (.sd, .positive), (.variance, .positive), (.precision, .positive)],
    logDensity: { s in
      let logX = log(s.x)
      return -0.5 * standardized(logX, s).square - logSpread(s) - halfLogTwoPi - logX
    },
    tails: Tails(
      logCDF: { onPositive($0) { x, s in logNormalCDF(standardized(log(x), s)) } },
      logSurvival: {
        abovePositive($0) { x, s in logNormalCDF(-standardized(log(x), s)) }
      },
      numericLogCDF: { x, p in .logNormalCDF((.log(max(x, 0)) - p[.mean]) / spread(p)) },
      numericLogSurvival: { x, p in .logNormalCDF((p[.mean] - .log(max(x, 0))) / spread(p)) }),
    draw: { stream, p in [.exp(stream.normal(mean: p[.mean], sd: spread(p)))] },
    mean: { [.exp($0[.mean] + 0.5 * spread($0) * spread($0))] },
    variance: { p in
      let square = spread(p) * spread(p)
      return [.expm1(square) * .exp(2 * p[.mean] + square)]
    })
}
