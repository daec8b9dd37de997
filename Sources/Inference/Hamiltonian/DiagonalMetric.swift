/// A metric with one variance for each coordinate.
struct DiagonalMetric: Sendable {
  /// The diagonal of the inverse metric.
  let variances: [Double]

  /// Creates the metric with all variances one.
  init(unit dimension: Int) { variances = [Double](repeating: 1, count: dimension) }

  /// Creates the metric of variances, or nil unless all are positive and finite.
  init?(variances: [Double]) {
    guard variances.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    self.variances = variances
  }

  /// Turns standard normal numbers into a momentum.
  func scale(_ normals: UnsafeMutableBufferPointer<Double>) {
    precondition(normals.count == variances.count)
    for (index, variance) in variances.enumerated() { normals[index] /= variance.squareRoot() }
  }
}
