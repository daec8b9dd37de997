import ScalarMath

/// A multivariate normal distribution that stands in for a density.
public struct GaussianApproximation: Sendable, Equatable {
  /// The mean.
  public let mean: [Double]
  /// The lower Cholesky factor of the covariance, row after row.
  public let factor: [Double]

  /// The number of coordinates.
  public var dimension: Int { mean.count }

  /// Creates the distribution of a mean and a lower triangular factor.
  public init(mean: [Double], factor: [Double]) {
    self.mean = mean
    self.factor = factor
  }

  /// Creates the distribution of unit covariance around a point.
  public init(unitAt mean: [Double]) {
    self.mean = mean
    var unit = [Double](repeating: 0, count: mean.count * mean.count)
    for index in mean.indices { unit[index * (mean.count + 1)] = 1 }
    factor = unit
  }

  /// Creates the distribution with the moments of some draws; nil if they lie in a subspace.
  public init?(moments draws: [[Double]]) {
    guard let dimension = draws.first?.count, draws.count > dimension + 1 else { return nil }
    let count = Double(draws.count)
    var mean = [Double](repeating: 0, count: dimension)
    for draw in draws {
      for index in 0..<dimension { mean[index] += draw[index] / count }
    }
    var covariance = [Double](repeating: 0, count: dimension * dimension)
    for draw in draws {
      for row in 0..<dimension {
        let deviation = (draw[row] - mean[row]) / (count - 1)
        for column in 0...row {
          covariance[row * dimension + column] += deviation * (draw[column] - mean[column])
        }
      }
    }
    let variances = (0..<dimension).map { covariance[$0 * (dimension + 1)] }
    guard DenseMatrix.factorize(&covariance, order: dimension) else { return nil }
    for (index, variance) in variances.enumerated() {
      let root = covariance[index * (dimension + 1)]
      guard root * root > 1e-11 * variance else { return nil }
    }
    self.mean = mean
    factor = covariance
  }

  /// Returns the point mean + L z.
  public func point(_ z: [Double]) -> [Double] {
    let n = dimension
    return (0..<n).map { row in
      (0...row).reduce(mean[row]) { $0 + factor[row * n + $1] * z[$1] }
    }
  }

  /// Returns the z of a point, mean + L z.
  public func standardised(_ x: [Double]) -> [Double] {
    var z = zip(x, mean).map { $0 - $1 }
    DenseMatrix.solveLower(factor, order: dimension, replacing: &z)
    return z
  }

  /// The log of the density at the point of z, with its normaliser.
  public func logDensity(standardised z: [Double]) -> Double {
    standardNormal(z) - logStretch
  }

  /// The log of how L stretches volumes.
  public var logStretch: Double { DenseMatrix.logDiagonal(factor, order: dimension) }
}

/// The log density of independent standard normal numbers.
func standardNormal(_ z: [Double]) -> Double {
  z.reduce(0) { $0 - $1 * $1 / 2 } - Double(z.count) * logRootTwoPi
}

/// log sqrt(2 pi).
let logRootTwoPi = Double.log(2 * Double.pi) / 2
