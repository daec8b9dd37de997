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

  /// Writes the inverse metric times the momentum.
  func velocity(of momentum: [Double], into velocity: inout [Double]) {
    precondition(momentum.count == dimension && velocity.count == dimension)
    for row in 0..<dimension {
      var sum = 0.0
      for column in 0..<dimension {
        sum += covariance[row * dimension + column] * momentum[column]
      }
      velocity[row] = sum
    }
  }

  /// Turns standard normal numbers u into a momentum p, by solving L^T p = u.
  func scale(_ normals: inout [Double]) {
    DenseMatrix.solveLower(factor, order: dimension, transposed: true, replacing: &normals)
  }
}
