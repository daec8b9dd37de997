/// Draws with their values in order, from which all quantiles are taken.
struct SortedDraws: Sendable {
  let draws: ScalarDraws
  /// The values of all chains, ascending; without meaning if one of them is NaN.
  let values: [Double]
  private let hasNaN: Bool
  private let transform: FourierTransform

  init(_ draws: ScalarDraws) {
    self.init(
      draws, sorted: Ordering(draws.values).values,
      FourierTransform(atLeast: 2 * (draws.drawCount / 2)))
  }

  /// Creates the same of values that were sorted, by a transform as long as split chains need.
  init(_ draws: ScalarDraws, sorted values: [Double], _ transform: FourierTransform) {
    self.draws = draws
    self.values = values
    self.transform = transform
    hasNaN = draws.values.contains(where: \.isNaN)
  }

  /// Returns the quantile at a probability, by linear interpolation between order statistics.
  func quantile(_ probability: Double) -> Double {
    hasNaN ? .nan : values.quantile(probability)
  }

  /// Returns the effective sample size of the quantile at a probability.
  func quantileESS(_ probability: Double) -> Double {
    guard draws.isValid(minimumChains: 1) else { return .nan }
    let bound = quantile(probability)
    return draws.map { $0 <= bound ? 1 : 0 }.split().effectiveSampleSize(transform)
  }

  /// Returns the smaller of the effective sample sizes of the 5 % and the 95 % quantile.
  func tailESS() -> Double { tailESS(low: quantileESS(0.05), high: quantileESS(0.95)) }

  /// Returns the smaller of the effective sample sizes of two quantiles.
  func tailESS(low: Double, high: Double) -> Double { high < low ? high : low }

  /// Returns the Monte Carlo standard error of the quantile at a probability.
  ///
  /// Half the distance between the order statistics at the one-sigma points of the Beta
  /// distribution of the probability. Vehtari et al. 2021, section 4.4.
  func quantileMCSE(_ probability: Double) -> Double {
    quantileMCSE(probability, ess: quantileESS(probability))
  }

  /// Returns the same, given the effective sample size of the quantile.
  func quantileMCSE(_ probability: Double, ess: Double) -> Double {
    guard draws.isValid(minimumChains: 1) else { return .nan }
    let places = [0.1586553, 0.8413447].map { sigma in
      let beta = betaQuantile(sigma, ess * probability + 1, ess * (1 - probability) + 1)
      return beta * Double(values.count) - 1
    }
    let lower = places[0] > 0 ? Int(places[0]) : 0
    let last = values.count - 1
    let upper = places[1] < Double(last) ? Int(places[1].rounded(.up)) : last
    return (values[upper] - values[lower]) / 2
  }
}

extension [Double] {
  /// Returns the quantile at a probability of ascending values, by linear interpolation.
  ///
  /// NaN without values. Type 7 of Hyndman and Fan, Sample quantiles in statistical packages
  /// (1996).
  func quantile(_ probability: Double) -> Double {
    guard count > 1 else { return first ?? .nan }
    let total = Double(count)
    let place = total * probability + (1 - probability)
    let below = Swift.min(Swift.max(place, 1), total - 1).rounded(.down)
    let weight = Swift.min(Swift.max(place - below, 0), 1)
    let index = Int(below)
    return (1 - weight) * self[index - 1] + weight * self[index]
  }
}
