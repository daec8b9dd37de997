import ScalarMath
import Semantics

/// Cauchy with a location, called the mean though there is none, and a scale.
extension DistributionRow {
  static let cauchy = DistributionRow(
    .cauchy, [(.mean, .real), (.scale, .positive)],
    logDensity: { s in
      let z = (s.x - s[.mean]) / s[.scale]
      return -log1p(z.square) - log(s[.scale]) - .log(.pi)
    },
    tails: Tails(
      logCDF: { s in cauchyLogCDF((s.x - s[.mean]) / s[.scale]) },
      logSurvival: { s in cauchyLogCDF((s[.mean] - s.x) / s[.scale]) },
      numericLogCDF: { x, p in cauchyLogCDF((x - p[.mean]) / p[.scale]) },
      numericLogSurvival: { x, p in cauchyLogCDF((p[.mean] - x) / p[.scale]) }),
    draw: { stream, p in [p[.mean] + p[.scale] * stream.cauchy()] })
}

/// The angle of the point (-z, 1) is pi times the distribution function, exact in the lower tail.
private func cauchyLogCDF(_ z: Formula) -> Formula {
  let isLow = z < 0
  let below = atan2(z.constant(1), -z)
  let above = atan2(z.constant(1), isLow.select(0, else: z))
  return isLow.select(log(below) - .log(.pi), else: log1p((-1 / .pi) * above))
}

private func cauchyLogCDF(_ z: Double) -> Double {
  z < 0 ? .log(.atan2(y: 1, x: -z)) - .log(.pi) : .log1p(-.atan2(y: 1, x: z) / .pi)
}
