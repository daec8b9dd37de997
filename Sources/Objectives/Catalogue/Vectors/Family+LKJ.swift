import ScalarMath
import Semantics

/// LKJ: correlation matrices with density proportional to det^(eta - 1).
extension DistributionRow {
  static let lkj = DistributionRow(
    .lkj, [(.eta, .positive)],
    logDensity: { s in
      guard let root = s.matrix?.factor(s) else { return s.constant(.nan) }
      return 2 * (s[.eta] - 1) * root.logDiagonal(s) - logLKJConstant(root, s)
    },
    draw: { stream, p in
      let n = p.dimension
      return DenseMatrix.square(lower: stream.lkjFactor(shape: p[.eta], order: n), order: n)
    },
    mean: { identity($0.dimension) },
    variance: { p in
      // A correlation is 2 B - 1 for a beta variable with both parameters eta - 1 + D / 2.
      let n = p.dimension
      let inside = 1 / (2 * p[.eta] + Double(n) - 1)
      return identity(n).map { $0 == 1 ? 0 : inside }
    })

  /// The lower Cholesky factor of such a matrix.
  static let lkjFactor = DistributionRow(
    .lkj, [(.eta, .positive)],
    logDensity: { s in
      guard let root = s.matrix else { return s.constant(.nan) }
      // The map to the matrix stretches by the product of L_ii^(D - i), i from 1.
      let order = Double(s.size(root.row))
      let weight = 2 * s[.eta] + (order - 3) - s.position(root.row)
      return root.weightedLogDiagonal(s, weight) - logLKJConstant(root, s)
    },
    draw: { stream, p in stream.lkjFactor(shape: p[.eta], order: p.dimension) })
}

/// The logarithm of the integral of det^(eta - 1) over the correlation matrices.
///
/// In the vine of D. Lewandowski, D. Kurowicka and H. Joe (2009) there are D - j partial
/// correlations of level j = 1 … D - 1, each with density (1 - r^2)^(b - 1), b = eta + (D-1-j)/2,
/// whose integral over (-1, 1) is 2^(2b - 1) B(b, b).
private func logLKJConstant(_ matrix: MatrixFormula, _ s: DensityScope) -> Formula {
  let order = Double(s.size(matrix.row))
  let level = s.position(matrix.row)
  let b = s[.eta] + 0.5 * (order - 1 - level)
  let integral = .log(2) * (2 * b - 1) + logBeta(b, b)
  let terms = (level == 0).select(0, else: (order - level) * integral)
  return terms.sum(over: [matrix.row])
}

private func identity(_ n: Int) -> [Double] {
  (0..<n * n).map { $0 / n == $0 % n ? 1 : 0 }
}
