import ScalarMath
import Semantics

/// Student's t, shifted by the mean and scaled by `sd`, which is its scale and not its deviation.
extension DistributionRow {
  static let studentT = DistributionRow(
    .studentT, [(.degrees, .positive), (.mean, .real), (.sd, .positive)],
    logDensity: { s in
      // Gamma((df + 1) / 2) / (Gamma(df / 2) sqrt pi) is 1 / B(1/2, df / 2).
      let df = s[.degrees]
      let z = (s.x - s[.mean]) / s[.sd]
      let kernel = 0.5 * (df + 1) * log1p(z.square / df)
      return -kernel - logBeta(0.5 * df, df.constant(0.5)) - 0.5 * log(df) - log(s[.sd])
    },
    tails: Tails(
      logCDF: { s in
        let z = (s.x - s[.mean]) / s[.sd]
        let tail = logStudentTail(s, z)
        return (z < 0).select(tail, else: log1mExpNegative(-tail))
      },
      logSurvival: { s in
        let z = (s.x - s[.mean]) / s[.sd]
        let tail = logStudentTail(s, z)
        return (z < 0).select(log1mExpNegative(-tail), else: tail)
      },
      numericLogCDF: { x, p in logStudentCDF((x - p[.mean]) / p[.sd], p[.degrees]) },
      numericLogSurvival: { x, p in logStudentCDF((p[.mean] - x) / p[.sd], p[.degrees]) }),
    draw: { stream, p in [p[.mean] + p[.sd] * stream.studentT(df: p[.degrees])] },
    mean: { $0[.degrees] > 1 ? [$0[.mean]] : nil },
    variance: { p in
      let df = p[.degrees]
      return df > 2 ? [p[.sd] * p[.sd] * df / (df - 2)] : nil
    })
}

/// log P(T > |z|) of the standard variable, integrated over w with T = sqrt(df) sinh w.
///
/// The density of w is cosh(w)^-df / B(1/2, df/2), and log cosh(w + t) - log cosh w is
/// t + log(1 - (1 - tanh w)(1 - exp(-2t))/2).
private func logStudentTail(_ s: DensityScope, _ z: Formula) -> Formula {
  let df = s[.degrees]
  // Not the function abs, whose slope at zero would be neither that of the one nor of the other.
  let size = (z < 0).select(-z, else: z)
  let radius = sqrt(df + size.square)
  let slope = size / radius
  let shortfall = df / (radius * (radius + size))
  let integral = logTailIntegral(s, slope: df * slope, curvature: (df / radius).square) {
    df * ($0 + log1p(0.5 * shortfall * expm1(-2 * $0)))
  }
  return integral - 0.5 * df * log1p(size.square / df) - logBeta(0.5 * df, df.constant(0.5))
}

private func logStudentCDF(_ z: Double, _ df: Double) -> Double {
  let tail = Double.logRegularizedBeta(df / (df + z * z), 0.5 * df, 0.5) - .log(2)
  return z < 0 ? tail : .log1mExp(tail)
}
