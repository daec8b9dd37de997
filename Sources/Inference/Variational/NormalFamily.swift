import ScalarMath

/// A family of multivariate normal distributions, by its parameters as one vector.
///
/// Some coordinates are points: they have a location and no spread. The vector holds the location
/// of each coordinate, then the logs of the scales of those that are drawn, then what correlates
/// them: nothing for `meanField`; the strictly lower triangle of the Cholesky factor, row after
/// row, for `fullRank`; a matrix B with so many columns for `lowRank`, whose covariance is
/// D² + B Bᵀ.
public struct NormalFamily: Sendable, Equatable {
  /// What correlates the coordinates.
  public enum Shape: Sendable, Equatable {
    case meanField
    case fullRank
    case lowRank(Int)
  }
  public let shape: Shape
  /// The number of coordinates of a point.
  public let dimension: Int
  /// The coordinates that are drawn, in ascending order.
  public let drawn: [Int]

  /// - Parameter points: the coordinates that are not drawn.
  public init(_ shape: Shape, dimension: Int, points: Set<Int> = []) {
    self.shape = shape
    self.dimension = dimension
    drawn = (0..<dimension).filter { !points.contains($0) }
  }

  /// The number of columns of B.
  var columnCount: Int {
    switch shape {
    case .meanField, .fullRank: 0
    case .lowRank(let count): count
    }
  }

  /// The length of the vector of parameters.
  public var parameterCount: Int {
    let d = drawn.count
    let correlations =
      switch shape {
      case .meanField: 0
      case .fullRank: d * (d - 1) / 2
      case .lowRank(let count): d * count
      }
    return dimension + d + correlations
  }

  /// How many standard normal numbers one draw takes.
  public var noiseCount: Int { drawn.count + columnCount }

  /// Where the logs of the scales and the correlations begin.
  var scaleStart: Int { dimension }
  var correlationStart: Int { dimension + drawn.count }

  /// The parameters of a distribution with independent coordinates of one scale.
  ///
  /// The columns of B begin as alternating small numbers: at zero they would all stay equal.
  public func start(at location: [Double], logScale: Double) -> [Double] {
    let correlations = (correlationStart..<parameterCount).map { index -> Double in
      guard columnCount > 0 else { return 0 }
      let (row, column) = (index - correlationStart).quotientAndRemainder(dividingBy: columnCount)
      return (row + column).isMultiple(of: 2) ? 0.01 : -0.01 / Double(column + 1)
    }
    return location + drawn.map { _ in logScale } + correlations
  }

  /// Writes the point that standard normal numbers become, from an offset on.
  func place(
    _ parameters: Span<Double>, noise: Span<Double>, at offset: Int,
    into point: inout [Double]
  ) {
    for index in 0..<dimension { point[index] = parameters[index] }
    for (slot, index) in drawn.enumerated() {
      point[index] += Double.exp(parameters[scaleStart + slot]) * noise[offset + slot]
    }
    forEachCorrelation { entry, index, slot in
      point[index] += parameters[entry] * noise[offset + slot]
    }
  }

  /// Adds the derivative by the parameters that a derivative by the point makes.
  func pull(
    _ slope: [Double], _ parameters: Span<Double>, noise: Span<Double>, at offset: Int,
    into gradient: inout MutableSpan<Double>
  ) {
    for index in 0..<dimension { gradient[index] += slope[index] }
    for (slot, index) in drawn.enumerated() {
      gradient[scaleStart + slot] +=
        slope[index] * Double.exp(parameters[scaleStart + slot]) * noise[offset + slot]
    }
    forEachCorrelation { entry, index, slot in
      gradient[entry] += slope[index] * noise[offset + slot]
    }
  }

  /// Visits the parameters by which one coordinate follows the noise of others: the place of the
  /// parameter, the coordinate and the number of the noise.
  @inline(__always)
  private func forEachCorrelation(_ body: (Int, Int, Int) -> Void) {
    var entry = correlationStart
    switch shape {
    case .meanField: break
    case .fullRank:
      for (row, index) in drawn.enumerated() {
        for column in 0..<row {
          body(entry, index, column)
          entry += 1
        }
      }
    case .lowRank(let count):
      for index in drawn {
        for column in 0..<count {
          body(entry, index, drawn.count + column)
          entry += 1
        }
      }
    }
  }
}
