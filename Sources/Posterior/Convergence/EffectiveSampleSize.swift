import ScalarMath

extension ScalarDraws {
  /// Returns the effective sample size of the bulk: that of the rank-normalised split chains.
  ///
  /// NaN with fewer than four draws or a NaN among them; so are the others.
  /// Vehtari et al. 2021, section 4.3.
  public func bulkESS() -> Double {
    isValid(minimumChains: 1) ? RankedDraws(self, DiagnosticTables(self)).bulkESS() : .nan
  }

  /// Returns the effective sample size of the tails: the smaller of the 5 % and the 95 % quantile.
  public func tailESS() -> Double { SortedDraws(self).tailESS() }

  /// Returns the effective sample size of the mean.
  public func meanESS() -> Double { meanESS(FourierTransform(atLeast: 2 * (drawCount / 2))) }

  /// Returns the same by a transform that is as long as the split chains need.
  func meanESS(_ transform: FourierTransform) -> Double {
    isValid(minimumChains: 1) ? split().effectiveSampleSize(transform) : .nan
  }

  /// Returns the effective sample size of the quantile at a probability.
  public func quantileESS(_ probability: Double) -> Double {
    SortedDraws(self).quantileESS(probability)
  }

  /// Returns the effective sample size of the mean of the chains as they are.
  ///
  /// Equations 10 to 13 of Vehtari et al. 2021. Draws that do not vary count fully.
  func effectiveSampleSize(_ transform: FourierTransform) -> Double {
    let total = Double(values.count)
    if range < 1e-15 { return total }
    let correlations = autocorrelations(transform)
    if correlations.contains(where: \.isNaN) { return .nan }
    let time = initialMonotoneTime(correlations)
    return total / max(time, Double.log(10) / Double.log(total))
  }

  /// The distance from the smallest to the largest value; NaN without values.
  private var range: Double {
    guard var low = values.first else { return .nan }
    var high = low
    for value in values {
      low = value < low ? value : low
      high = value > high ? value : high
    }
    return high - low
  }

  /// Returns the combined estimate of the autocorrelation at each lag.
  private func autocorrelations(_ transform: FourierTransform) -> [Double] {
    let means = (0..<chainCount).map { chain($0).mean }
    let covariances = meanAutocovariance(means, transform)
    let n = Double(drawCount)
    let within = covariances[0] * n / (n - 1)
    var pooled = within * (n - 1) / n
    if chainCount > 1 { pooled += means.sampleVariance }
    var correlations = covariances.map { 1 - (within - $0) / pooled }
    correlations[0] = 1
    return correlations
  }
}

/// Returns the integrated autocorrelation time by Geyer's initial monotone sequence.
///
/// Sums of neighbouring pairs are kept while they are positive and then made non-increasing; the
/// first term after them is added once if it is positive, which helps antithetic chains.
/// Geyer: Practical Markov chain Monte Carlo (1992), as in the reference manual of Stan.
private func initialMonotoneTime(_ correlations: [Double]) -> Double {
  let count = correlations.count
  var kept = [Double](repeating: 0, count: count)
  kept[0] = 1
  kept[1] = correlations[1]
  var (even, odd) = (1.0, correlations[1])
  var lag = 1
  while lag < count - 3 && even + odd > 0 {
    (even, odd) = (correlations[lag + 1], correlations[lag + 2])
    if even + odd >= 0 { (kept[lag + 1], kept[lag + 2]) = (even, odd) }
    lag += 2
  }
  let last = lag - 2
  if even > 0 { kept[last + 1] = even }
  for pair in stride(from: 2, to: max(last, 2), by: 2) {
    let previous = kept[pair - 2] + kept[pair - 1]
    if kept[pair] + kept[pair + 1] > previous {
      (kept[pair], kept[pair + 1]) = (previous / 2, previous / 2)
    }
  }
  return -1 + 2 * kept[..<(last + 1)].reduce(0, +) + kept[last + 1]
}
