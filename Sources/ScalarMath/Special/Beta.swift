/// The beta function and the binomial coefficient on a logarithmic scale.
extension Double {
  /// Returns log(Gamma(a) Gamma(b) / Gamma(a + b)) for a, b > 0.
  ///
  /// Large arguments use the Stirling corrections, so the three logarithms never cancel. The error
  /// is 1e-14 relative to the larger of the value and 1.
  public static func logBeta(_ a: Double, _ b: Double) -> Double {
    // The smaller one of NaN and a number may be the number.
    if a.isNaN || b.isNaN { return .nan }
    let (small, large) = (min(a, b), max(a, b))
    guard small > 0 else { return small == 0 ? .infinity : .nan }
    if large.isInfinite { return -.infinity }
    if large < 10 { return logGamma(small) + (logGamma(large) - logGamma(small + large)) }
    let corrections = Stirling.correction(large) - Stirling.correction(small + large)
    let ratio = log1p(small / large)
    if small < 10 {
      return logGamma(small) + corrections + small - small * log(small + large)
        - (large - 0.5) * ratio
    }
    return Stirling.halfLogTwoPi - 0.5 * log(large) + Stirling.correction(small) + corrections
      + (small - 0.5) * log(small / (small + large)) - large * ratio
  }

  /// Returns log(n! / (k! (n - k)!)) for real n >= k >= 0, by way of `logBeta`.
  public static func logChoose(_ n: Double, _ k: Double) -> Double {
    if k == 0 || k == n { return 0 }
    if k == 1 || k == n - 1 { return log(n) }
    return -log1p(n) - logBeta(n - k + 1, k + 1)
  }
}
