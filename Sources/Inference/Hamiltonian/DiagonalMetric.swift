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

  /// Writes the inverse metric times the momentum.
  func velocity(of momentum: [Double], into velocity: inout [Double]) {
    precondition(momentum.count == variances.count && velocity.count == variances.count)
    for index in variances.indices { velocity[index] = variances[index] * momentum[index] }
  }

  /// Turns standard normal numbers into a momentum.
  func scale(_ normals: inout [Double]) {
    for index in variances.indices { normals[index] /= variances[index].squareRoot() }
  }
}
