extension ScalarDraws {
  /// Returns the Monte Carlo standard error of the mean.
  ///
  /// NaN with fewer than four draws or a NaN among them; so are the others.
  public func meanMCSE() -> Double { standardDeviation / meanESS().squareRoot() }

  /// Returns the Monte Carlo standard error of the standard deviation.
  ///
  /// By the delta method from the error of the second central moment.
  public func standardDeviationMCSE() -> Double {
    standardDeviationMCSE(FourierTransform(atLeast: 2 * (drawCount / 2)))
  }

  /// Returns the same by a transform that is as long as the split chains need.
  func standardDeviationMCSE(_ transform: FourierTransform) -> Double {
    guard isValid(minimumChains: 1) else { return .nan }
    let center = mean
    let squares = map { ($0 - center) * ($0 - center) }
    let variance = squares.mean
    let spread = squares.map { $0 * $0 }.mean - variance * variance
    return (spread / squares.meanESS(transform) / variance / 4).squareRoot()
  }

  /// Returns the Monte Carlo standard error of the quantile at a probability.
  public func quantileMCSE(_ probability: Double) -> Double {
    SortedDraws(self).quantileMCSE(probability)
  }
}
