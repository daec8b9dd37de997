import ScalarMath
import Semantics

/// Weibull: (x / scale)^shape is exponential with rate 1.
extension DistributionRow {
  static let weibull = DistributionRow(
    .weibull, [(.shape, .positive), (.scale, .positive)],
    logDensity: { s in
      let ratio = s.x / s[.scale]
      return log(s[.shape]) - log(s[.scale]) + xLogY(s[.shape] - 1, ratio)
        - power(ratio, s[.shape])
    },
    tails: Tails(
      logCDF: {
        onPositive($0) { x, s in log1mExpNegative(power(x / s[.scale], s[.shape])) }
      },
      logSurvival: { abovePositive($0) { x, s in -power(x / s[.scale], s[.shape]) } },
      numericLogCDF: { x, p in .log1mExp(-.pow(max(x, 0) / p[.scale], p[.shape])) },
      numericLogSurvival: { x, p in -.pow(max(x, 0) / p[.scale], p[.shape]) }),
    draw: { stream, p in [p[.scale] * stream.weibull(shape: p[.shape])] },
    mean: { [$0[.scale] * .exp(.logGamma(1 + 1 / $0[.shape]))] },
    variance: { p in
      let first = Double.logGamma(1 + 1 / p[.shape])
      let second = Double.logGamma(1 + 2 / p[.shape])
      return [p[.scale] * p[.scale] * .exp(2 * first) * .expm1(second - 2 * first)]
    })
}
