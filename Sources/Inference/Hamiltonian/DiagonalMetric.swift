/// A metric with one variance for each coordinate.
struct DiagonalMetric: Sendable {
  /// The diagonal of the inverse metric.
  let variances: [Double]
  private let deviations: [Double]

  /// Creates the metric with all variances one.
  init(unit dimension: Int) {
    variances = [Double](repeating: 1, count: dimension)
    deviations = variances
  }

  /// Creates the metric of variances, or nil unless all are positive and finite.
  init?(variances: [Double]) {
    guard variances.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    self.variances = variances
    deviations = variances.map { $0.squareRoot() }
  }

  /// Turns standard normal numbers into a momentum.
  func scale(_ normals: UnsafeMutableBufferPointer<Double>) {
    precondition(normals.count == variances.count)
    for (index, deviation) in deviations.enumerated() { normals[index] /= deviation }
  }
}
