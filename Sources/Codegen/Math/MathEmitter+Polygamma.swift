internal import LLVMBridge

/// The derivatives of log Gamma.
///
/// For x from 0 to 3 x digamma(x) and x^2 trigamma(x) are rational functions, without the pole at
/// 0 and the root of digamma; beyond, the asymptotic series with coefficients that are best there.
/// Below 0 by recursion, below -1/2 by reflection.
extension MathEmitter {
  private static let root = (high: 1.4616321449683622, low: 9.549995429965697e-17)

  /// At most 3 units for x > 0, relative also at the root; below 0 at most 4 units of the larger
  /// of the value and digamma(1 - x).
  func digamma(_ x: Term) -> Term {
    let positive = digammaPositive(folded(x))
    let value = wherever(x < 0, positive) {
      let angle = HalfTurn(x)
      let reflected = positive - angle.cosine / angle.sine * .pi
      let recurred = positive - 1 / x
      return x.select(x < -0.5, reflected, recurred)
    }
    let isPole = builder.or(x == -.infinity, builder.and(x < 0, x.compare(.oeq, x.rounded)))
    let atPole = x.select(x == 0, x.constant(-.infinity), value)
    return x.select(isPole, x.constant(.nan), atPole)
  }

  private func digammaPositive(_ x: Term) -> Term {
    let fromRoot = (x - Self.root.high) - Self.root.low
    let factor = x.rational(
      Coefficients.digammaBase, Coefficients.digammaOver, Coefficients.digammaUnder)
    let near = fromRoot * factor / x
    let inverse = 1 / x
    let square = inverse * inverse
    let log = DoubleTerm(log: x)
    let tail = inverse.times(
      x.constant(0.5), plus: square * square.polynomial(Coefficients.digammaTail))
    let far = log.high - (tail - log.low)
    return x.select(x < 3, near, x.select(x < .infinity, far, x))
  }

  /// At most 3.5 units for x > 0, 4.5 below.
  func trigamma(_ x: Term) -> Term {
    let positive = trigammaPositive(folded(x))
    let value = wherever(x < 0, positive) {
      let sine = HalfTurn(x).sine
      let inverse = 1 / x
      let reflected = .pi * .pi / (sine * sine) - positive
      let recurred = inverse * inverse + positive
      return x.select(x < -0.5, reflected, recurred)
    }
    return x.select(x == -.infinity, x.constant(.nan), value)
  }

  private func trigammaPositive(_ x: Term) -> Term {
    let inverse = 1 / x
    let square = inverse * inverse
    let factor = x.rational(
      Coefficients.trigammaBase, Coefficients.trigammaOver, Coefficients.trigammaUnder)
    let near = factor / (x * x)
    let tail = inverse.times(
      square.polynomial(Coefficients.trigammaTail), plus: x.constant(0.5))
    let far = square.times(tail, plus: inverse)
    // Where x^2 may be subnormal, nothing but the pole is left.
    return x.select(x < 1e-150, square, x.select(x < 3, near, far))
  }

  /// The argument above -1/2 from which recursion or reflection leads to x.
  private func folded(_ x: Term) -> Term {
    x.select(x < 0, x.select(x < -0.5, 1 - x, 1 + x), x)
  }
}

/// The sine of pi x without its sign, and the cosine of pi x with the sign of its quotient by the
/// true sine.
struct HalfTurn {
  let sine: Term
  let cosine: Term

  init(_ x: Term) {
    // Both are exact.
    let turn = x - x.rounded
    let complement = 0.5 - turn.magnitude
    func sineOfHalfTurn(_ a: Term) -> Term {
      let square = a * a
      // The sine less pi a, with what the constant lacks.
      let rest = square.times(
        square.polynomial(Coefficients.sineRest), plus: a.constant(0x1.1a62633145c07p-53))
      let product = DoubleTerm(product: a, a.constant(.pi))
      return product.high + (product.low + a * rest)
    }
    sine = sineOfHalfTurn(turn.magnitude)
    let size = sineOfHalfTurn(complement)
    cosine = x.like(x.b.copysign(size.value, turn.value))
  }
}

extension MathEmitter {
  /// Another value computed only if a lane needs it, and used in those lanes that do.
  func wherever(_ mask: Value, _ usual: Term, _ rare: () -> Term) -> Term {
    let b = builder
    let entry = b.current
    let function = b.function(of: entry)
    let (some, end) = (b.block(in: function, "rare"), b.block(in: function, "usual"))
    b.branch(if: b.any(mask), then: some, else: end)
    b.position(at: some)
    let other = usual.select(mask, rare(), usual)
    let from = b.current
    b.branch(to: end)
    b.position(at: end)
    let result = b.phi(b.kind(of: usual.value))
    b.addIncoming(result, usual.value, from: entry)
    b.addIncoming(result, other.value, from: from)
    return usual.like(result)
  }
}
