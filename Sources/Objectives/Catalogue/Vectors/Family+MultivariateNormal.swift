import ScalarMath
import Semantics

/// Multivariate normal with a covariance, a precision or the Cholesky factor of the covariance.
extension DistributionRow {
  static let multivariateNormal = DistributionRow(
    .multivariateNormal,
    [
      (.mean, .real), (.covariance, .positiveDefinite), (.precision, .positiveDefinite),
      (.cholesky, .choleskyFactor),
    ],
    logDensity: { s in
      guard let axis = s.components.first else { return s.constant(.nan) }
      let constant = halfLogTwoPi * Double(s.size(axis))
      let distance = (s.x - s[.mean]).spread(along: [axis])
      if let matrix = s.matrix(.precision) ?? s.matrix(.covariance), matrix.isOpenMatrix {
        let isPrecision = s.isGiven(.precision)
        let image =
          isPrecision
          ? (matrix.entries * distance).sum(over: [matrix.row])
          : matrix.solveWhole(distance, s)
        let square = (image * matrix.turned(distance, s)).sum(over: [matrix.column])
        let log = 0.5 * matrix.logDeterminant(s)
        return (isPrecision ? log : -log) - 0.5 * square - constant
      }
      if let precision = s.matrix(.precision) {
        // With precision L L', the standardised vector is L' (x - mean).
        let root = precision.factor(s)
        let z = (root.entries * distance).sum(over: [root.row])
        return root.logDiagonal(s) - 0.5 * z.square.sum(over: [root.column]) - constant
      }
      guard let root = s.matrix(.cholesky) ?? s.matrix(.covariance)?.factor(s) else {
        return s.constant(.nan)
      }
      let z = root.solve(distance, s)
      return -0.5 * z.square.sum(over: [root.column]) - root.logDiagonal(s) - constant
    },
    draw: { stream, p in
      stream.multivariateNormal(mean: means(p), lower: covarianceFactor(p))
    },
    mean: { means($0) },
    variance: { p in
      let factor = covarianceFactor(p)
      let n = DenseMatrix.order(of: factor)
      let covariance = DenseMatrix.square(lower: factor, order: n)
      return (0..<n).map { covariance[$0 * n + $0] }
    })
}

/// One mean for each element; a single number stands for all.
private func means(_ p: NumericParameters) -> [Double] {
  let given = p.array(.mean)
  return given.count == 1 ? Array(repeating: given[0], count: p.dimension) : given
}

/// The lower Cholesky factor of the covariance, whichever way it is given.
private func covarianceFactor(_ p: NumericParameters) -> [Double] {
  if p.isGiven(.cholesky) { return p.array(.cholesky) }
  if p.isGiven(.covariance) { return DenseMatrix.factor(of: p.array(.covariance)) }
  return DenseMatrix.factor(of: DenseMatrix.inverse(of: p.array(.precision)))
}
