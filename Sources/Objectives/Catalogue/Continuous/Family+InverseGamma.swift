import ScalarMath
import Semantics

/// Inverse gamma with a shape and a scale: scale / x is a gamma variable with rate 1.
extension DistributionRow {
  static let inverseGamma = DistributionRow(
    .inverseGamma, [(.shape, .positive), (.scale, .positive)],
    logDensity: { s in logGammaWeight(s[.shape], s[.scale] / s.x) - log(s.x) },
    tails: Tails(
      logCDF: {
        onPositive($0) { x, s in GammaTails(s, shape: s[.shape], at: s[.scale] / x).upper }
      },
      logSurvival: {
        abovePositive($0) { x, s in GammaTails(s, shape: s[.shape], at: s[.scale] / x).lower }
      },
      numericLogCDF: { x, p in
        x > 0 ? .logRegularizedGammaQ(p[.shape], p[.scale] / x) : -.infinity
      },
      numericLogSurvival: { x, p in
        x > 0 ? .logRegularizedGammaP(p[.shape], p[.scale] / x) : 0
      }),
    draw: { stream, p in [p[.scale] / stream.gamma(shape: p[.shape])] },
    mean: { $0[.shape] > 1 ? [$0[.scale] / ($0[.shape] - 1)] : nil },
    variance: { p in
      let (a, mean) = (p[.shape], p[.scale] / (p[.shape] - 1))
      return a > 2 ? [mean * mean / (a - 2)] : nil
    })
}
