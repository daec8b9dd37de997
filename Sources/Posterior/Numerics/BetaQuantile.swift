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
    if betaProbability(middle, a, b) < probability { low = middle } else { high = middle }
  }
  return (low + high) / 2
}

/// Returns the regularised incomplete beta function I_x(a, b) for x in (0, 1).
///
/// DLMF 8.17.22 on the side where its fraction converges fast, 8.17.4 on the other.
func betaProbability(_ x: Double, _ a: Double, _ b: Double) -> Double {
  let logFront =
    a * Double.log(x) + b * Double.log1p(-x)
    + Double.logGamma(a + b) - Double.logGamma(a) - Double.logGamma(b)
  let front = Double.exp(logFront)
  return x < (a + 1) / (a + b + 2)
    ? front / (a * betaFraction(x, a, b))
    : 1 - front / (b * betaFraction(1 - x, b, a))
}

/// Returns the continued fraction 1 + d1/(1 + d2/(1 + ...)) of DLMF 8.17.22 by Lentz's method.
private func betaFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
  let tiny = 1e-300
  var value = 1.0
  var ratio = 1.0
  var inverse = 0.0
  for step in 1...20_000 {
    let m = Double(step / 2)
    let term =
      step % 2 == 0
      ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    inverse = 1 + term * inverse
    inverse = 1 / (inverse == 0 ? tiny : inverse)
    ratio = 1 + term / ratio
    if ratio == 0 { ratio = tiny }
    value *= ratio * inverse
    if abs(ratio * inverse - 1) < 1e-16 { break }
  }
  return value
}
