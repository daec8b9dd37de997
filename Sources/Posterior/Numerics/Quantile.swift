extension ScalarDraws {
  /// Returns the quantile at a probability over all chains, by linear interpolation (R's type 7).
  ///
  /// NaN if there are no draws or one of them is NaN.
  public func quantile(_ probability: Double) -> Double {
    values.contains(where: \.isNaN) ? .nan : sortedQuantile(values.sorted(), probability)
  }
}

/// Returns the quantile of sorted values by linear interpolation between order statistics.
///
/// Type 7 of Hyndman and Fan, Sample quantiles in statistical packages (1996).
func sortedQuantile(_ sorted: [Double], _ probability: Double) -> Double {
  guard let first = sorted.first else { return .nan }
  guard sorted.count > 1 else { return first }
  let count = Double(sorted.count)
  let place = count * probability + (1 - probability)
  let below = min(max(place, 1), count - 1).rounded(.down)
  let weight = min(max(place - below, 0), 1)
  let index = Int(below)
  return (1 - weight) * sorted[index - 1] + weight * sorted[index]
}
