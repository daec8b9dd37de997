extension ScalarDraws {
  /// Returns the rank-normalised split R-hat: the larger of its bulk and its folded form.
  ///
  /// NaN with a single chain, with fewer than four draws, with a NaN among the draws, and where
  /// the draws do not vary. Vehtari et al. 2021, section 4.
  public func rHat() -> Double {
    isValid(minimumChains: 1) ? rHat(scores: split().rankNormalised()) : .nan
  }

  /// Returns the same from the rank-normalised split chains.
  func rHat(scores: ScalarDraws) -> Double {
    guard isValid(minimumChains: 2) else { return .nan }
    let bulk = scores.potentialScaleReduction()
    let tail = split().folded().rankNormalised().potentialScaleReduction()
    // A folded form that does not vary says nothing, so it must not hide the bulk.
    return tail > bulk ? tail : bulk
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
