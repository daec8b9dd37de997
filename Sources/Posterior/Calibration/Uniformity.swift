import ScalarMath

/// Whether numbers look like independent draws from the uniform distribution on (0, 1).
///
/// Two tests: Pearson's chi-square over equal bins, which sees any shape, and Kolmogorov's,
/// which is the more powerful against shifts and wrong widths.
public struct Uniformity: Sendable, Equatable {
  /// The number of bins of the chi-square statistic.
  public let binCount: Int
  /// The sum over bins of (observed - expected)² / expected.
  public let chiSquare: Double
  /// The probability of at least that, for uniform numbers.
  public let chiSquareProbability: Double
  /// The greatest distance between the empirical and the uniform distribution function.
  public let distance: Double
  /// The probability of at least that, for uniform numbers.
  public let distanceProbability: Double

  /// - Parameter binCount: at most one for five numbers is used, as chi-square is a
  ///   limit of many.
  public init(_ values: [Double], binCount wanted: Int = 20) {
    let bins = max(2, min(wanted, values.count / 5))
    let count = Double(values.count)
    var counts = [Double](repeating: 0, count: bins)
    for value in values { counts[min(max(Int(value * Double(bins)), 0), bins - 1)] += 1 }
    let expected = count / Double(bins)
    binCount = bins
    chiSquare = counts.reduce(0) { $0 + ($1 - expected) * ($1 - expected) / expected }
    chiSquareProbability = .regularizedGammaQ(Double(bins - 1) / 2, chiSquare / 2)
    var greatest = 0.0
    for (index, value) in values.sorted().enumerated() {
      greatest = max(greatest, value - Double(index) / count, Double(index + 1) / count - value)
    }
    distance = greatest
    let root = count.squareRoot()
    distanceProbability = Self.kolmogorovTail((root + 0.12 + 0.11 / root) * greatest)
  }

  /// The smaller of the two probabilities, taken twice, since there are two of them.
  public var probability: Double {
    min(1, 2 * min(chiSquareProbability, distanceProbability))
  }

  /// P(K > x) of Kolmogorov's distribution: 2 Σ (-1)^(k-1) exp(-2 k² x²).
  ///
  /// With Stephens' scaling of the argument (J. R. Stat. Soc. B 32, 1970) it
  /// holds from a handful of numbers on.
  static func kolmogorovTail(_ x: Double) -> Double {
    guard x > 0.3 else { return 1 }
    var (sum, sign) = (0.0, 1.0)
    for k in 1...100 {
      let term = Double.exp(-2 * Double(k * k) * x * x)
      sum += sign * term
      sign = -sign
      if term < 1e-17 { break }
    }
    return min(max(2 * sum, 0), 1)
  }
}

/// The place of a value among draws as a number on (0, 1), uniform if all come from one
/// distribution; `fraction`, uniform itself, says where it lies within its place.
///
/// Equal values share their places. Talts et al., Validating Bayesian inference algorithms with
/// simulation-based calibration (2018), with the ranks spread evenly.
public func placeAmongDraws(_ value: Double, _ draws: [Double], fraction: Double) -> Double {
  var (below, equal) = (0, 0)
  for draw in draws {
    if draw < value { below += 1 } else if draw == value { equal += 1 }
  }
  return (Double(below) + fraction * Double(equal + 1)) / Double(draws.count + 1)
}
