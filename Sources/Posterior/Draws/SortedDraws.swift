/// Draws with their values in order, from which all quantiles are taken.
struct SortedDraws: Sendable {
  let draws: ScalarDraws
  /// The values of all chains, ascending; without meaning if one of them is NaN.
  let values: [Double]
  private let hasNaN: Bool

  init(_ draws: ScalarDraws) {
    self.draws = draws
    values = draws.values.sorted()
    hasNaN = draws.values.contains(where: \.isNaN)
  }

  /// Returns the quantile at a probability, by linear interpolation between order statistics.
  ///
  /// Type 7 of Hyndman and Fan, Sample quantiles in statistical packages (1996).
  func quantile(_ probability: Double) -> Double {
    guard !hasNaN, let first = values.first else { return .nan }
    guard values.count > 1 else { return first }
    let count = Double(values.count)
    let place = count * probability + (1 - probability)
    let below = min(max(place, 1), count - 1).rounded(.down)
    let weight = min(max(place - below, 0), 1)
    let index = Int(below)
    return (1 - weight) * values[index - 1] + weight * values[index]
  }

  /// Returns the effective sample size of the quantile at a probability.
  func quantileESS(_ probability: Double) -> Double {
    guard draws.isValid(minimumChains: 1) else { return .nan }
    let bound = quantile(probability)
    return draws.map { $0 <= bound ? 1 : 0 }.split().effectiveSampleSize()
  }

  /// Returns the smaller of the effective sample sizes of the 5 % and the 95 % quantile.
  func tailESS() -> Double {
    let low = quantileESS(0.05)
    let high = quantileESS(0.95)
    return high < low ? high : low
  }

  /// Returns the Monte Carlo standard error of the quantile at a probability.
  ///
  /// Half the distance between the order statistics at the one-sigma points of the Beta
  /// distribution of the probability. Vehtari et al. 2021, section 4.4.
  func quantileMCSE(_ probability: Double) -> Double {
    guard draws.isValid(minimumChains: 1) else { return .nan }
    let ess = quantileESS(probability)
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
