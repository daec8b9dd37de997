import ScalarMath

/// Returns the point below which a Beta(a, b) variable lies with a probability, to about 1e-14.
///
/// Newton's method on the distribution function, which is monotone, between bounds that close in;
/// by bisection where it leaves them. NaN for parameters that are not positive and finite.
func betaQuantile(_ probability: Double, _ a: Double, _ b: Double) -> Double {
  guard a > 0, b > 0, a.isFinite, b.isFinite, probability.isFinite else { return .nan }
  var (low, high) = (0.0, 1.0)
  var point = a / (a + b)
  let logBeta = Double.logBeta(a, b)
  var newtonSteps = 30
  while high - low > 1e-14 * high, point > low, point < high {
    let excess = .regularizedBeta(point, a, b) - probability
    if excess < 0 { low = point } else { high = point }
    let logSlope = (a - 1) * Double.log(point) + (b - 1) * Double.log1p(-point) - logBeta
    let next = point - excess / Double.exp(logSlope)
    if newtonSteps > 0, next > low, next < high {
      // The error after a step is of the order of its square.
      if abs(next - point) <= 1e-9 * next { return next }
      point = next
      newtonSteps -= 1
    } else {
      point = (low + high) / 2
    }
  }
  return (low + high) / 2
}
