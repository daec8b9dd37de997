import ScalarMath
import Semantics

/// The absolute value of a Cauchy variable with location 0.
extension DistributionRow {
  static let halfCauchy = DistributionRow(
    .halfCauchy, [(.scale, .positive)],
    logDensity: { s in
      .log(2 / .pi) - log1p((s.x / s[.scale]).square) - log(s[.scale])
    },
    tails: Tails(
      logCDF: {
        onPositive($0) { x, s in
          let z = x / s[.scale]
          let isLow = z < 1
          let upper = log1p((-2 / .pi) * atan2(z.constant(1), z))
          return isLow.select(log(atan(z)) + .log(2 / .pi), else: upper)
        }
      },
      logSurvival: {
        abovePositive($0) { x, s in
          log(atan2(x.constant(1), x / s[.scale])) + .log(2 / .pi)
        }
      },
      numericLogCDF: { x, p in
        let z = max(x, 0) / p[.scale]
        return z < 1 ? .log(.atan(z) * 2 / .pi) : .log1p(-.atan2(y: 1, x: z) * 2 / .pi)
      },
      numericLogSurvival: { x, p in
        .log(.atan2(y: 1, x: max(x, 0) / p[.scale]) * 2 / .pi)
      }),
    draw: { stream, p in [p[.scale] * abs(stream.cauchy())] })
}
