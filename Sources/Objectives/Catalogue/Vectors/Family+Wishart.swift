import ScalarMath
import Semantics

/// Wishart: the sum of the outer products of `df` normal vectors with the covariance `scale`.
extension DistributionRow {
  static let wishart = DistributionRow(
    .wishart, [(.degrees, .aboveOrder), (.scale, .positiveDefinite)],
    logDensity: { s in
      if let draw = s.matrix, let scale = s.matrix(.scale), draw.isOpenMatrix {
        let (df, order) = (s[.degrees], Double(s.size(draw.row)))
        let kernel = 0.5 * (df - (order + 1)) * draw.logDeterminant(s)
        let exponent = 0.5 * scale.traceOfQuotient(draw, s)
        return kernel - exponent - df * scale.factor(s).logDiagonal(s)
          - logWishartConstant(df, draw, s)
      }
      guard let draw = s.matrix?.factor(s), let scale = s.matrix(.scale)?.factor(s) else {
        return s.constant(.nan)
      }
      let (df, order) = (s[.degrees], Double(s.size(draw.row)))
      let kernel =
        (df - (order + 1)) * draw.logDiagonal(s)
        - 0.5 * scale.squaredNorm(solving: draw, s)
      return kernel - df * scale.logDiagonal(s) - logWishartConstant(df, draw, s)
    },
    draw: { stream, p in
      let n = p.dimension
      let scale = DenseMatrix.factor(of: p.array(.scale))
      let root = stream.wishartFactor(df: p[.degrees], lower: scale, order: n)
      return DenseMatrix.square(lower: root, order: n)
    },
    mean: { p in p.array(.scale).map { p[.degrees] * $0 } },
    variance: { p in
      let (n, v) = (p.dimension, p.array(.scale))
      return (0..<n * n).map { entry in
        let (i, j) = (entry / n, entry % n)
        return p[.degrees] * (v[entry] * v[entry] + v[i * n + i] * v[j * n + j])
      }
    })
}

/// log(2^(df D / 2) Gamma_D(df / 2)), infinite where the degrees of freedom do not exceed D - 1.
func logWishartConstant(_ df: Formula, _ draw: MatrixFormula, _ s: DensityScope) -> Formula {
  let order = Double(s.size(draw.row))
  let isProper = order - 1 < df
  let safe = isProper.select(df, else: order)
  // log Gamma_D(a) = D (D - 1) / 4 log pi + sum of log Gamma(a - j / 2) over j = 0 … D - 1.
  let gammas = logGamma(0.5 * (safe - s.position(draw.row))).sum(over: [draw.row])
  let total = gammas + 0.5 * .log(2) * order * safe + 0.25 * order * (order - 1) * .log(.pi)
  return isProper.select(total, else: .infinity)
}
