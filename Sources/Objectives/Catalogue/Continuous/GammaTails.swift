/// The logarithms of the regularised incomplete gamma functions P(a, t) and Q(a, t) for t > 0.
///
/// Each is integrated over log t on its own side of the mean and is the complement of the other
/// beyond; relative error of the smaller 1e-13.
struct GammaTails {
  private let low: Formula
  private let high: Formula
  private let isLow: Condition

  init(_ s: DensityScope, shape a: Formula, at t: Formula) {
    let middle = max(a, 1)
    isLow = t < middle
    let below = isLow.select(t, else: middle)
    // P(a, t) = w / a + P(a + 1, t) for the weight w = t^a exp(-t) / Gamma(a), which keeps the
    // decay at 1 or more for a small shape.
    let next = a + 1
    let integral = logTailIntegral(s, slope: next - below, curvature: below) {
      next * $0 + below * expm1(-$0)
    }
    low = logGammaWeight(a, below) - log(a) + log1p(below * exp(integral))
    let above = isLow.select(middle, else: t)
    high = logGammaWeight(a, above)
      + logTailIntegral(s, slope: above - a, curvature: above) {
        // Beyond a step of 60 nothing is left; the bound keeps the exponential finite.
        above * expm1(min($0, 60)) - a * $0
      }
  }

  /// log P(a, t).
  var lower: Formula { isLow.select(low, else: log1mExpNegative(-high)) }
  /// log Q(a, t).
  var upper: Formula { isLow.select(log1mExpNegative(-low), else: high) }
}
