import ScalarMath

/// The covariance that the steps of an ascent suggest: diag(α) + β γ βᵀ, with its factor.
///
/// The limited-memory form of R. Byrd, J. Nocedal and R. Schnabel (1994). With A = diag(√α) and
/// A⁻¹ β = Q R, it is A (I + Q R γ Rᵀ Qᵀ) A, so draws need only the Cholesky factor of the small
/// matrix I + R γ Rᵀ (L. Zhang et al., "Pathfinder: Parallel quasi-Newton variational inference",
/// 2022).
struct InverseHessianEstimate {
  private let roots: [Double]
  /// Orthonormal vectors, one after the other.
  private let basis: [[Double]]
  /// The factor of the small matrix, of the order of the basis.
  private let factor: [Double]
  private let small: [Double]
  let logStretch: Double

  /// - Parameters:
  ///   - steps: differences of positions, the oldest first.
  ///   - changes: the differences of the gradients of minus the log density.
  /// - Returns: `nil` if the estimate is not positive definite.
  init?(diagonal: [Double], steps: [[Double]], changes: [[Double]]) {
    roots = diagonal.map { $0.squareRoot() }
    let roots = roots
    let m = steps.count
    // A⁻¹ β for β = [diag(α) Z, S].
    let columns =
      changes.map { z in zip(z, roots).map { $0 * $1 } }
      + steps.map { s in zip(s, roots).map { $0 / $1 } }
    let (basis, triangle) = orthonormalised(columns)
    let k = basis.count
    let gamma = Self.gamma(diagonal, steps, changes)
    var small = [Double](repeating: 0, count: k * k)
    for i in 0..<k {
      for j in 0..<k {
        var sum = 0.0
        for a in 0..<2 * m {
          for b in 0..<2 * m { sum += triangle[a][i] * gamma[a * 2 * m + b] * triangle[b][j] }
        }
        small[i * k + j] = sum + (i == j ? 1 : 0)
      }
    }
    self.small = small
    guard DenseMatrix.factorize(&small, order: k) else { return nil }
    self.basis = basis
    factor = small
    logStretch =
      roots.reduce(0) { $0 + Double.log($1) } + DenseMatrix.logDiagonal(small, order: k)
    guard logStretch.isFinite else { return nil }
  }

  /// [[0, -E⁻¹], [-E⁻ᵀ, E⁻ᵀ (diag(E) + Zᵀ diag(α) Z) E⁻¹]], E the upper triangle of Sᵀ Z.
  private static func gamma(
    _ diagonal: [Double], _ steps: [[Double]], _ changes: [[Double]]
  ) -> [Double] {
    let m = steps.count
    guard m > 0 else { return [] }
    // Eᵀ is lower triangular.
    var lower = [Double](repeating: 0, count: m * m)
    for i in 0..<m {
      for j in i..<m { lower[j * m + i] = dot(steps[i], changes[j]) }
    }
    // E⁻ᵀ, row by row.
    let inverse = DenseMatrix.inverse(lower: lower, order: m)
    var middle = [Double](repeating: 0, count: m * m)
    for i in 0..<m {
      for j in 0..<m {
        middle[i * m + j] = zip(changes[i], zip(diagonal, changes[j])).reduce(
          i == j ? lower[i * m + i] : 0
        ) { $0 + $1.0 * $1.1.0 * $1.1.1 }
      }
    }
    var result = [Double](repeating: 0, count: 4 * m * m)
    let width = 2 * m
    for i in 0..<m {
      for j in 0..<m {
        result[(m + i) * width + j] = -inverse[i * m + j]
        result[j * width + m + i] = -inverse[i * m + j]
        var sum = 0.0
        for a in 0..<m {
          for b in 0..<m { sum += inverse[i * m + a] * middle[a * m + b] * inverse[j * m + b] }
        }
        result[(m + i) * width + m + j] = sum
      }
    }
    return result
  }

  /// The covariance times a vector.
  func times(_ vector: [Double]) -> [Double] {
    let scaled = zip(vector, roots).map { $0 * $1 }
    let k = basis.count
    let inner = basis.map { dot($0, scaled) }
    var result = scaled
    for i in 0..<k {
      let change = (0..<k).reduce(0) { $0 + small[i * k + $1] * inner[$1] } - inner[i]
      add(change, times: basis[i], to: &result)
    }
    return zip(result, roots).map { $0 * $1 }
  }

  /// A factor of the covariance times standard normal numbers.
  func stretched(_ noise: [Double]) -> [Double] {
    let k = basis.count
    let inner = basis.map { dot($0, noise) }
    var result = noise
    for i in 0..<k {
      let change = (0...i).reduce(0) { $0 + factor[i * k + $1] * inner[$1] } - inner[i]
      add(change, times: basis[i], to: &result)
    }
    return zip(result, roots).map { $0 * $1 }
  }
}

/// Orthonormal vectors that span the columns, and for each column its components along them.
private func orthonormalised(
  _ columns: [[Double]]
) -> (basis: [[Double]], components: [[Double]]) {
  var basis: [[Double]] = []
  for column in columns {
    let length = dot(column, column).squareRoot()
    var rest = column
    // Twice is enough.
    for _ in 0..<2 {
      for vector in basis { add(-dot(vector, rest), times: vector, to: &rest) }
    }
    let left = dot(rest, rest).squareRoot()
    guard left > 1e-10 * length else { continue }
    basis.append(rest.map { $0 / left })
  }
  return (basis, columns.map { column in basis.map { dot($0, column) } })
}
