extension ScalarDraws {
  /// Returns the rank-normalised split R-hat: the larger of its bulk and its folded form.
  ///
  /// NaN with a single chain, with fewer than four draws, with a NaN among the draws, and where
  /// the draws do not vary. Vehtari et al. 2021, section 4.
  public func rHat() -> Double {
    guard isValid(minimumChains: 2) else { return .nan }
    return RankedDraws(self, DiagnosticTables(self)).rHat()
  }

  /// Returns the square root of the pooled over the within-chain variance, the classical R-hat.
  ///
  /// Equations 1 to 4 of Vehtari et al. 2021.
  func potentialScaleReduction() -> Double {
    let chains = (0..<chainCount).map(chain)
    let n = Double(drawCount)
    let between = n * chains.map(\.mean).sampleVariance
    let within = chains.map(\.sampleVariance).mean
    return ((between / within + n - 1) / n).squareRoot()
  }
}
