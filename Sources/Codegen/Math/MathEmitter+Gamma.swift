internal import LLVMBridge

/// log Gamma and log Beta.
extension MathEmitter {
  private static let halfLogTwoPi = (high: 0.91893853320467278, low: -3.8782941580672414e-17)

  /// log |Gamma(x)|; at most 3.5 units for x > 0, relative also at the roots 1 and 2. Below -1/4
  /// at most 4 or, near the roots there, what the C library has, about 5.
  ///
  /// A rational function for x up to 3, from which log x is taken below 3/4; Stirling's formula
  /// beyond, in twice the precision because its parts cancel; reflection below -1/4.
  func logGamma(_ x: Term) -> Term {
    let b = builder
    let isNegative = x < -0.25
    let y = x.select(isNegative, -x, x)
    let log = DoubleTerm(log: x.magnitude, mayBeTiny: true)
    let isSmall = y < 0.75
    let near = x.select(isSmall, logGammaOnePlus(y) - log.high, logGammaOnePlus(y - 1))
    let positive = x.select(y < 3, near, stirling(y, log))
    let value = wherever(isNegative, positive) {
      // Gamma(x) Gamma(-x) = -pi / (x sin(pi x))
      let product = y * HalfTurn(x).sine * (1 / Double.pi)
      let other = DoubleTerm(log: product, mayBeTiny: true).high
      let sum = -other - positive
      // Where they cancel, the library's own function is needed, lane by lane.
      let least = 1 + positive.magnitude * 0.5
      let isRoot = b.and(isNegative, sum.magnitude.compare(.olt, least))
      return wherever(isRoot, sum) { eachLane(x) { libraryLogGamma($0) } }
    }
    let isPole = b.or(x == 0, b.and(isNegative, x.compare(.oeq, x.rounded)))
    let isEnd = b.or(isPole, x.magnitude == .infinity)
    return x.select(isEnd, x.constant(.infinity), x.select(x.isNaN, x, value))
  }

  /// log Gamma(1 + t) for t from -1/4 to 2.
  private func logGammaOnePlus(_ t: Term) -> Term {
    let factor = t.rational(
      Coefficients.logGammaBase, Coefficients.logGammaOver, Coefficients.logGammaUnder)
    return t * (t - 1) * factor
  }

  /// (x - 1/2) log x - x + log(2 pi) / 2 + the correction, for x >= 3.
  private func stirling(_ x: Term, _ log: DoubleTerm) -> Term {
    let factor = x - 0.5
    let product = DoubleTerm(product: factor, log.high)
    let difference = DoubleTerm(sum: product.high, -x)
    let sum = DoubleTerm(sum: difference.high, x.constant(Self.halfLogTwoPi.high))
    let small = product.low + factor * log.low + difference.low + sum.low
    let value = sum.high + (small + (correction(x) + Self.halfLogTwoPi.low))
    // Near the largest numbers the product overflows before the value does.
    return x.select(x > 1e300, x * (log.high - 1), value)
  }

  /// What Stirling's formula lacks, for x >= 3.
  private func correction(_ x: Term) -> Term {
    let inverse = 1 / x
    return inverse * (inverse * inverse).polynomial(Coefficients.stirling)
  }

  /// log(Gamma(x) Gamma(y) / Gamma(x + y)); at most 4 units of the larger of the value and 1.
  ///
  /// For a <= b the three logarithms combine to a few of a, a / b and a + b, so that large ones
  /// do not cancel.
  func logBeta(_ x: Term, _ y: Term) -> Term {
    let isOrdered = x.compare(.olt, y)
    let (a, c) = (x.select(isOrdered, x, y), x.select(isOrdered, y, x))
    let exact = DoubleTerm(larger: c, plus: a)
    let sum = exact.high
    let isLarge = a >= 3
    let logA = DoubleTerm(log: a, mayBeTiny: true).high
    let ratio = DoubleTerm(larger: a.constant(1), plus: a / c)
    let logRatio = DoubleTerm(log: ratio.high, plus: ratio.low).high
    // Of the sum, or of the part that a is of it.
    let log = DoubleTerm(log: a.select(isLarge, a / sum, sum), mayBeTiny: true)
    let ofA =
      logGammaOnePlus(a.select(a < 0.75, a, a - 1)) - a.select(a < 0.75, logA, a.constant(0))
    let small = ofA + (a - a * log.high)
    let large = (correction(a) + Self.halfLogTwoPi.high) - logA * 0.5 + a * log.high
    let common = correction(c) - correction(sum) - (c - 0.5) * logRatio
    let value = wherever(c < 3, a.select(isLarge, large, small) + common) {
      let logC = log.high - logRatio
      let ofC =
        logGammaOnePlus(c.select(c < 0.75, c, c - 1)) - c.select(c < 0.75, logC, c.constant(0))
      let near =
        logGammaOnePlus(sum.select(sum < 0.75, sum, sum - 1))
        - sum.select(sum < 0.75, log.high, sum.constant(0))
      let ofSum = sum.select(sum < 3, near, stirling(sum, log))
      // The derivative of log Gamma is close to log where the rounding of the sum matters.
      return ofA + (ofC - ofSum - exact.low * log.high)
    }
    let end = a.select(a == 0, a.constant(.infinity), a.constant(.nan))
    let finite = a.select(sum == .infinity, a.constant(-.infinity), value)
    let isNaN = builder.or(x.isNaN, y.isNaN)
    return a.select(isNaN, x + y, a.select(a > 0, finite, end))
  }
}
