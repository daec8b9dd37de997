import ScalarMath

/// A metric with a full covariance matrix.
struct DenseMetric: Sendable {
  /// The inverse metric, row after row.
  let covariance: [Double]
  /// The lower triangular L with L times its transpose equal to the covariance, row after row.
  private let factor: [Double]
  private let dimension: Int

  /// Creates the metric of the unit matrix.
  init(unit dimension: Int) {
    self.dimension = dimension
    var unit = [Double](repeating: 0, count: dimension * dimension)
    for index in 0..<dimension { unit[index * (dimension + 1)] = 1 }
    covariance = unit
    factor = unit
  }

  /// Creates the metric of a covariance matrix, or nil unless it is finite and positive definite.
  init?(covariance: [Double], dimension: Int) {
    var factor = covariance
    guard DenseMatrix.factorize(&factor, order: dimension) else { return nil }
    self.covariance = covariance
    self.factor = factor
    self.dimension = dimension
  }

  /// Writes the inverse metric times the momentum, both of as many elements as coordinates.
  ///
  /// Each row is summed in order, all rows at once: a row of a symmetric matrix is its column.
  func velocity(of momentum: UnsafePointer<Double>, into velocity: UnsafeMutablePointer<Double>) {
    velocity.update(repeating: 0, count: dimension)
    covariance.withUnsafeBufferPointer { covariance in
      guard var column = covariance.baseAddress else { return }
      for index in 0..<dimension {
        let factor = momentum[index]
        for row in 0..<dimension { velocity[row] += column[row] * factor }
        column += dimension
      }
    }
  }

  /// Turns standard normal numbers u into a momentum p, by solving L^T p = u.
  func scale(_ normals: UnsafeMutableBufferPointer<Double>) {
    precondition(normals.count == dimension)
    factor.withUnsafeBufferPointer { factor in
      for index in (0..<dimension).reversed() {
        var sum = normals[index]
        for known in index + 1..<dimension {
          sum -= factor[known * dimension + index] * normals[known]
        }
        normals[index] = sum / factor[index * (dimension + 1)]
      }
    }
  }
}
