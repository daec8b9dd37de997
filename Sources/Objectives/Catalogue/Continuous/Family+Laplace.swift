import ScalarMath
import Semantics

/// Laplace, the double exponential: exp(-|x - mean| / scale) / (2 scale).
extension DistributionRow {
  static let laplace = DistributionRow(
    .laplace, [(.mean, .real), (.scale, .positive)],
    logDensity: { s in -abs(s.x - s[.mean]) / s[.scale] - log(s[.scale]) - .log(2) },
    tails: Tails(
      logCDF: { s in laplaceLogCDF((s.x - s[.mean]) / s[.scale]) },
      logSurvival: { s in laplaceLogCDF((s[.mean] - s.x) / s[.scale]) },
      numericLogCDF: { x, p in laplaceLogCDF((x - p[.mean]) / p[.scale]) },
      numericLogSurvival: { x, p in laplaceLogCDF((p[.mean] - x) / p[.scale]) }),
    draw: { stream, p in [p[.mean] + p[.scale] * stream.laplace()] },
    mean: { [$0[.mean]] },
    variance: { [2 * $0[.scale] * $0[.scale]] })
}

private func laplaceLogCDF(_ z: Formula) -> Formula {
  let isLow = z < 0
  let upper = log1p(-0.5 * exp(-isLow.select(0, else: z)))
  return isLow.select(z - .log(2), else: upper)
}

private func laplaceLogCDF(_ z: Double) -> Double {
  z < 0 ? z - .log(2) : .log1p(-0.5 * .exp(-z))
}
