/// Arithmetic of probabilities that are kept as logarithms or log odds; relative error 1e-15.
extension Double {
  /// Returns log(1 + exp x).
  public static func log1pExp(_ x: Double) -> Double {
    x > 0 ? x + log1p(exp(-x)) : log1p(exp(x))
  }

  /// Returns log(1 - exp x) for x <= 0.
  ///
  /// Switches at -log 2, where both forms keep all digits (Maechler 2012).
  public static func log1mExp(_ x: Double) -> Double {
    x > -0.693147180559945309 ? log(-expm1(x)) : log1p(-exp(x))
  }

  /// Returns 1 / (1 + exp(-x)).
  public static func logistic(_ x: Double) -> Double {
    if x >= 0 { return 1 / (1 + exp(-x)) }
    let odds = exp(x)
    return odds / (1 + odds)
  }

  /// Returns log(1 / (1 + exp(-x))).
  public static func logLogistic(_ x: Double) -> Double {
    -log1pExp(-x)
  }

  /// Returns log(p / (1 - p)) for p in [0, 1].
  public static func logit(_ p: Double) -> Double {
    // Near one half the logarithms of p and 1 - p cancel.
    if p > 0.25, p < 0.75 { return log1p((2 * p - 1) / (1 - p)) }
    return log(p) - log1p(-p)
  }

  /// Returns log(exp x + exp y).
  public static func logSumExp(_ x: Double, _ y: Double) -> Double {
    let larger = max(x, y)
    guard larger.isFinite else { return x + y == .infinity ? .infinity : larger }
    return larger + log1p(exp(min(x, y) - larger))
  }

  /// Returns log(exp x - exp y) for x >= y.
  public static func logDiffExp(_ x: Double, _ y: Double) -> Double {
    y == -.infinity ? x : x + log1mExp(y - x)
  }

  /// Returns the logarithm of the sum of the exponentials; -infinity for no values.
  public static func logSumExp(_ values: some Sequence<Double>) -> Double {
    let largest = values.reduce(-.infinity) { $0 >= $1 ? $0 : $1 }
    guard largest.isFinite else { return largest }
    return largest + log(values.reduce(0) { $0 + exp($1 - largest) })
  }
}
