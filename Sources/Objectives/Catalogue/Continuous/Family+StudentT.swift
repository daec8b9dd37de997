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
    draw: { stream, p in [p[.mean] + p[.sd] * stream.studentT(df: p[.degrees])] },
    mean: { $0[.degrees] > 1 ? [$0[.mean]] : nil },
    variance: { p in
      let df = p[.degrees]
      return df > 2 ? [p[.sd] * p[.sd] * df / (df - 2)] : nil
    })
}
