import ScalarMath

/// The form of the Euclidean metric that warm-up adapts.
public enum MetricKind: String, CaseIterable, Hashable, Sendable {
  /// One variance for each coordinate.
  case diagonal
  /// A full covariance matrix.
  case dense
}

/// A Euclidean metric, given by its inverse: an estimate of the covariance of the target.
enum Metric: Sendable {
  case diagonal(DiagonalMetric)
  case dense(DenseMetric)

  /// Returns the metric in which all coordinates are independent and of unit scale.
  static func unit(_ kind: MetricKind, dimension: Int) -> Metric {
    switch kind {
    case .diagonal: .diagonal(DiagonalMetric(unit: dimension))
    case .dense: .dense(DenseMetric(unit: dimension))
    }
  }

  /// The variances, or the covariance matrix row after row.
  var inverse: [Double] {
    switch self {
    case .diagonal(let metric): metric.variances
    case .dense(let metric): metric.covariance
    }
  }

  /// Writes a draw of the normal distribution whose covariance is the metric.
  ///
  /// - Precondition: there are as many elements as coordinates.
  func drawMomentum(
    _ stream: inout RandomStream, into momentum: UnsafeMutableBufferPointer<Double>
  ) {
    stream.normals(into: momentum)
    switch self {
    case .diagonal(let metric): metric.scale(momentum)
    case .dense(let metric): metric.scale(momentum)
    }
  }
}
