extension ScalarDraws {
  /// Returns the Monte Carlo standard error of the mean.
  ///
  /// NaN with fewer than four draws or a NaN among them; so are the others.
  public func meanMCSE() -> Double { standardDeviation / meanESS().squareRoot() }

  /// Returns the Monte Carlo standard error of the standard deviation.
  ///
  /// By the delta method from the error of the second central moment.
  public func standardDeviationMCSE() -> Double {
    guard isValid(minimumChains: 1) else { return .nan }
    let center = mean
    let squares = map { ($0 - center) * ($0 - center) }
    let variance = squares.mean
    let spread = squares.map { $0 * $0 }.mean - variance * variance
    return (spread / squares.meanESS() / variance / 4).squareRoot()
  }

  /// Returns the Monte Carlo standard error of the quantile at a probability.
  ///
  /// Half the distance between the order statistics at the one-sigma points of the Beta
  /// distribution of the probability. Vehtari et al. 2021, section 4.4.
  public func quantileMCSE(_ probability: Double) -> Double {
    guard isValid(minimumChains: 1) else { return .nan }
    let ess = quantileESS(probability)
    let sorted = values.sorted()
    let places = [0.1586553, 0.8413447].map { sigma in
      let beta = betaQuantile(sigma, ess * probability + 1, ess * (1 - probability) + 1)
      return beta * Double(sorted.count) - 1
    }
    let lower = places[0] > 0 ? Int(places[0]) : 0
    let last = sorted.count - 1
    let upper = places[1] < Double(last) ? Int(places[1].rounded(.up)) : last
    return (sorted[upper] - sorted[lower]) / 2
  }
}
