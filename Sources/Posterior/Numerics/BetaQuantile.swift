import ScalarMath

/// Returns the point below which a Beta(a, b) variable lies with a probability, to about 1e-14.
///
/// Bisection of the distribution function, which is monotone; NaN for parameters that are not
/// positive and finite.
func betaQuantile(_ probability: Double, _ a: Double, _ b: Double) -> Double {
  guard a > 0, b > 0, a.isFinite, b.isFinite, probability.isFinite else { return .nan }
  var (low, high) = (0.0, 1.0)
  while high - low > 1e-14 * high {
    let middle = (low + high) / 2
    if middle == low || middle == high { break }
    if .regularizedBeta(middle, a, b) < probability { low = middle } else { high = middle }
  }
  return (low + high) / 2
}
