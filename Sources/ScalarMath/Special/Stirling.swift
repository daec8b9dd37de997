/// Pieces of log Gamma and of log densities whose large parts cancel exactly.
enum Stirling {
  static let halfLogTwoPi = 0.918938533204672741780

  /// B_2k / (2k (2k - 1)), the coefficients of the series in 1/x.
  private static let coefficients = [
    0.083333333333333333333, -0.0027777777777777777778, 0.00079365079365079365079,
    -0.0005952380952380952381, 0.00084175084175084175084, -0.0019175269175269175269,
    0.0064102564102564102564, -0.02955065359477124183, 0.17964437236883057316,
  ]

  /// Returns log Gamma(x) - ((x - 1/2) log x - x + (log 2 pi) / 2) for x > 0.
  static func correction(_ x: Double) -> Double {
    if x >= 10 { return polynomial(coefficients, 1 / (x * x)) / x }
    return Double.logGamma(x) - (x - 0.5) * Double.log(x) + x - halfLogTwoPi
  }

  /// Returns x log(x / mean) + mean - x, half the Poisson deviance, without cancellation.
  ///
  /// The series is that of C. Loader, "Fast and accurate computation of binomial probabilities"
  /// (2000): with v = (x - m) / (x + m), it is (x - m) v + 2 x (v^3/3 + v^5/5 + …).
  static func deviance(_ x: Double, mean: Double) -> Double {
    if x == 0 { return mean }
    if mean == 0 { return .infinity }
    guard abs(x - mean) < 0.1 * (x + mean) else { return x * Double.log(x / mean) + mean - x }
    let v = (x - mean) / (x + mean)
    var sum = (x - mean) * v
    var power = 2 * x * v
    for odd in stride(from: 3.0, to: 41, by: 2) {
      power *= v * v
      let next = sum + power / odd
      if next == sum { break }
      sum = next
    }
    return sum
  }

  /// Returns log(mean^x exp(-mean) / Gamma(x + 1)) for real x >= 0, relative error 1e-14.
  static func logPoisson(_ x: Double, mean: Double) -> Double {
    if x == 0 { return -mean }
    if mean == 0 { return -.infinity }
    if x < 10 { return x * Double.log(mean) - mean - Double.logGamma(x + 1) }
    return -deviance(x, mean: mean) - correction(x) - halfLogTwoPi - 0.5 * Double.log(x)
  }
}
