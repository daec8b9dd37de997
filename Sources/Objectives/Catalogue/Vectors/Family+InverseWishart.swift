import ScalarMath
import Semantics

/// Inverse Wishart: the inverse is Wishart with the inverse of `scale`.
extension DistributionRow {
  static let inverseWishart = DistributionRow(
    .inverseWishart, [(.degrees, .aboveOrder), (.scale, .positiveDefinite)],
    logDensity: { s in
      if let draw = s.matrix, let scale = s.matrix(.scale), draw.isOpenMatrix {
        let (df, order) = (s[.degrees], Double(s.size(draw.row)))
        let kernel = 0.5 * (df + (order + 1)) * draw.logDeterminant(s)
        let exponent = 0.5 * draw.traceOfQuotient(scale, s)
        return df * scale.factor(s).logDiagonal(s) - kernel - exponent
          - logWishartConstant(df, draw, s)
      }
      guard let draw = s.matrix?.factor(s), let scale = s.matrix(.scale)?.factor(s) else {
        return s.constant(.nan)
      }
      let (df, order) = (s[.degrees], Double(s.size(draw.row)))
      let kernel =
        (df + (order + 1)) * draw.logDiagonal(s)
        + 0.5 * draw.squaredNorm(solving: scale, s)
      return df * scale.logDiagonal(s) - kernel - logWishartConstant(df, draw, s)
    },
    draw: { stream, p in
      let n = p.dimension
      let scale = DenseMatrix.factor(of: DenseMatrix.inverse(of: p.array(.scale)))
      let root = stream.wishartFactor(df: p[.degrees], lower: scale, order: n)
      return DenseMatrix.inverse(of: DenseMatrix.square(lower: root, order: n))
    },
    mean: { p in
      let excess = p[.degrees] - Double(p.dimension) - 1
      return excess > 0 ? p.array(.scale).map { $0 / excess } : nil
    },
    variance: { p in
      let (n, v) = (p.dimension, p.array(.scale))
      let excess = p[.degrees] - Double(n) - 1
      guard excess > 2 else { return nil }
      return (0..<n * n).map { entry in
        let (i, j) = (entry / n, entry % n)
        let sum = (excess + 2) * v[entry] * v[entry] + excess * v[i * n + i] * v[j * n + j]
        return sum / ((excess + 1) * excess * excess * (excess - 2))
      }
    })
}
