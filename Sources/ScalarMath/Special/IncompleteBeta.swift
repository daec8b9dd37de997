/// The regularised incomplete beta function, the cumulative distribution of the beta family.
///
/// Relative error 1e-13 (1e-12 for shapes below 0.01 or values below 1e-100). The logarithm of a
/// value close to one has the absolute error 1e-15 where a shape is far below one.
extension Double {
  /// Returns the integral of t^(a-1) (1-t)^(b-1) / B(a, b) over t from 0 to x.
  public static func regularizedBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    incompleteBeta(x, 1 - x, a, b).value
  }

  /// Returns the logarithm of `regularizedBeta`, also where the value underflows.
  public static func logRegularizedBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    incompleteBeta(x, 1 - x, a, b).logarithm
  }

  /// Returns the logarithm of 1 - `regularizedBeta`, accurate in the upper tail.
  public static func logRegularizedBetaComplement(_ x: Double, _ a: Double, _ b: Double) -> Double {
    incompleteBeta(1 - x, x, b, a).logarithm
  }
}

/// Returns I_x(a, b) where y = 1 - x is given apart, so that neither end loses digits.
func incompleteBeta(_ x: Double, _ y: Double, _ a: Double, _ b: Double) -> TailProbability {
  guard a > 0, b > 0, x >= 0, y >= 0 else { return TailProbability(.nan) }
  if x == 0 || y == 0 { return TailProbability(x == 0 ? 0 : 1) }
  if a.isInfinite || b.isInfinite { return TailProbability(b.isInfinite && a.isFinite ? 1 : 0) }
  if b <= 1, x <= 0.9 { return betaSeries(x, a, b) }
  if x * (a + b + 2) < a + 1 { return betaTail(x, y, a, b) }
  return betaTail(y, x, b, a).complement
}

/// I_x(a, b) = x^a / (a B(a, b)) (1 + a sum of (1-b)(2-b)…(n-b) x^n / (n! (a + n))) for b <= 1,
/// where all terms are positive.
private func betaSeries(_ x: Double, _ a: Double, _ b: Double) -> TailProbability {
  var power = 1.0
  var sum = 0.0
  var n = 0.0
  repeat {
    n += 1
    power *= (n - b) / n * x
    sum += power / (a + n)
  } while power > (a + n) * sum * 0x1p-56
  let logWeight = a * Double.log(x) - Double.log(a) - Double.logBeta(a, b)
  return TailProbability(logarithm: logWeight + Double.log1p(a * sum))
}

/// I_x(a, b) by its continued fraction (modified Lentz), which converges fast below the mean.
private func betaTail(_ x: Double, _ y: Double, _ a: Double, _ b: Double) -> TailProbability {
  var c = 1.0
  var d = 1 / (1 - (a + b) * x / (a + 1))
  var fraction = d
  var m = 0.0
  var change = 0.0
  repeat {
    m += 1
    let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / (1 + even * d)
    c = 1 + even / c
    fraction *= d * c
    let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / (1 + odd * d)
    c = 1 + odd / c
    change = d * c
    fraction *= change
  } while abs(change - 1) > 0x1p-52 && m < 1e6
  return TailProbability(logarithm: logBetaWeight(x, y, a, b) + Double.log(fraction / a))
}

/// Returns log(x^a y^b / B(a, b)) with x + y = 1, by deviances when both shapes are large.
private func logBetaWeight(_ x: Double, _ y: Double, _ a: Double, _ b: Double) -> Double {
  guard min(a, b) >= 10 else {
    let logY = y < 0.5 ? Double.log(y) : Double.log1p(-x)
    return a * (x < 0.5 ? Double.log(x) : Double.log1p(-y)) + b * logY - Double.logBeta(a, b)
  }
  let n = a + b
  let corrections = Stirling.correction(n) - Stirling.correction(a) - Stirling.correction(b)
  return corrections - Stirling.deviance(a, mean: n * x) - Stirling.deviance(b, mean: n * y)
    + 0.5 * Double.log(a / n * b) - Stirling.halfLogTwoPi
}
