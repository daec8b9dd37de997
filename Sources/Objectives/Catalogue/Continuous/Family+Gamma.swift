import ScalarMath
import Semantics

/// Gamma with a shape and a rate.
extension DistributionRow {
  static let gamma = DistributionRow(
    .gamma, [(.shape, .positive), (.rate, .positive)],
    logDensity: { s in logGammaWeight(s[.shape], s[.rate] * s.x) - log(s.x) },
    tails: Tails(
      logCDF: {
        onPositive($0) { x, s in GammaTails(s, shape: s[.shape], at: s[.rate] * x).lower }
      },
      logSurvival: {
        abovePositive($0) { x, s in GammaTails(s, shape: s[.shape], at: s[.rate] * x).upper }
      },
      numericLogCDF: { x, p in .logRegularizedGammaP(p[.shape], p[.rate] * max(x, 0)) },
      numericLogSurvival: { x, p in .logRegularizedGammaQ(p[.shape], p[.rate] * max(x, 0)) }),
    draw: { stream, p in [stream.gamma(shape: p[.shape], rate: p[.rate])] },
    mean: { [$0[.shape] / $0[.rate]] },
    variance: { [$0[.shape] / ($0[.rate] * $0[.rate])] })
}

/// log(t^a exp(-t) / Gamma(a)) for positive a and t, the density of log t.
func logGammaWeight(_ a: Formula, _ t: Formula) -> Formula {
  if t.isOpen { return a * log(t) - t - logGamma(a) }
  return log(a) - deviance(a, mean: t) - stirlingRest(a)
}
