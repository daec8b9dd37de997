/// The logarithms of the regularised incomplete beta function I_x(a, b) and its complement.
///
/// Each is integrated over the logit of x on its own side and is the complement of the other
/// beyond; relative error of the smaller 1e-13. For 0 < x < 1.
struct BetaTails {
  private let low: Formula
  private let high: Formula
  private let isLow: Condition

  init(_ s: DensityScope, _ x: Formula, _ a: Formula, _ b: Formula) {
    let (left, right) = (max(a, 1), max(b, 1))
    let (middle, rest) = (left / (left + right), right / (left + right))
    isLow = x < middle
    low = Self.tail(s, isLow.select(x, else: middle), a, b)
    high = Self.tail(s, isLow.select(rest, else: 1 - x), b, a)
  }

  /// log I_x(a, b).
  var lower: Formula { isLow.select(low, else: log1mExpNegative(-high)) }
  /// log(1 - I_x(a, b)).
  var upper: Formula { isLow.select(log1mExpNegative(-low), else: high) }

  /// log I_x(a, b) for x below the middle.
  ///
  /// I_x(a, b) = w / a + I_x(a + 1, b) for the weight w = x^a (1 - x)^b / B(a, b), which keeps the
  /// decay at 1 or more for a small shape.
  private static func tail(
    _ s: DensityScope, _ x: Formula, _ a: Formula, _ b: Formula
  ) -> Formula {
    let next = a + 1
    let total = next + b
    let slope = max(next - total * x, 0)
    let integral = logTailIntegral(s, slope: slope, curvature: total * x * (1 - x)) {
      next * $0 + total * log1p(x * expm1(-$0))
    }
    let weight = a * log(x) + b * log1p(-x) - logBeta(a, b)
    return weight - log(a) + log1p((a + b) * x * exp(integral))
  }
}
