/// The running covariance of positions, by Welford's method, in the form that a metric needs.
struct CovarianceEstimator: Sendable {
  private let kind: MetricKind
  private let dimension: Int
  private var count = 0.0
  private var mean: [Double]
  private var deviation: [Double]
  private var products: [Double]

  init(kind: MetricKind, dimension: Int) {
    self.kind = kind
    self.dimension = dimension
    mean = [Double](repeating: 0, count: dimension)
    deviation = mean
    let size =
      switch kind {
      case .diagonal: dimension
      case .dense: dimension * dimension
      }
    products = [Double](repeating: 0, count: size)
  }

  /// Takes a position into account.
  mutating func add(_ position: Span<Double>) {
    precondition(position.count == dimension)
    count += 1
    for index in 0..<dimension {
      deviation[index] = position[index] - mean[index]
      mean[index] += deviation[index] / count
    }
    switch kind {
    case .diagonal:
      for index in 0..<dimension {
        products[index] += deviation[index] * (position[index] - mean[index])
      }
    case .dense:
      products.withUnsafeMutableBufferPointer { products in
        for row in 0..<dimension {
          let fresh = position[row] - mean[row]
          let start = row * dimension
          for column in 0..<dimension { products[start + column] += fresh * deviation[column] }
        }
      }
    }
  }

  /// Forgets all positions.
  mutating func restart() { self = CovarianceEstimator(kind: kind, dimension: dimension) }

  /// Returns the metric of the estimate, shrunk towards 0.001 with the weight of five draws.
  ///
  /// Nil if the positions were so wide that the estimate is not positive definite and finite.
  func metric() -> Metric? {
    let scale = count / (count + 5) / (count - 1)
    let floor = 1e-3 * 5 / (count + 5)
    var estimate = products.map { scale * $0 }
    switch kind {
    case .diagonal:
      for index in 0..<dimension { estimate[index] += floor }
      return DiagonalMetric(variances: estimate).map(Metric.diagonal)
    case .dense:
      symmetrise(&estimate)
      for index in 0..<dimension { estimate[index * (dimension + 1)] += floor }
      return DenseMetric(covariance: estimate, dimension: dimension).map(Metric.dense)
    }
  }

  /// Removes the rounding errors by which the two triangles differ.
  private func symmetrise(_ matrix: inout [Double]) {
    for row in 0..<dimension {
      for column in 0..<row {
        let (lower, upper) = (row * dimension + column, column * dimension + row)
        let middle = (matrix[lower] + matrix[upper]) / 2
        (matrix[lower], matrix[upper]) = (middle, middle)
      }
    }
  }
}
