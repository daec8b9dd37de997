import ScalarMath
import Semantics

/// The absolute value of a normal variable with mean 0.
extension DistributionRow {
  static let halfNormal = DistributionRow(
    .halfNormal, [(.sd, .positive)],
    logDensity: { s in
      -0.5 * (s.x / s[.sd]).square - log(s[.sd]) - halfLogTwoPi + .log(2)
    },
    tails: Tails(
      logCDF: {
        onPositive($0) { x, s in
          let z = x / s[.sd] * .sqrt(0.5)
          let isLow = z < 0.5
          let upper = log1p(-isLow.select(0.5, else: erfc(z)))
          return isLow.select(log(erf(isLow.select(z, else: 1))), else: upper)
        }
      },
      logSurvival: {
        abovePositive($0) { x, s in logNormalCDF(-x / s[.sd]) + .log(2) }
      },
      numericLogCDF: { x, p in
        let z = max(x, 0) / p[.sd] * .sqrt(0.5)
        return z < 0.5 ? .log(.erf(z)) : .log1p(-.erfc(z))
      },
      numericLogSurvival: { x, p in .logNormalCDF(-max(x, 0) / p[.sd]) + .log(2) }),
    draw: { stream, p in [p[.sd] * abs(stream.normal())] },
    mean: { [$0[.sd] * .sqrt(2 / .pi)] },
    variance: { [$0[.sd] * $0[.sd] * (1 - 2 / .pi)] })
}
