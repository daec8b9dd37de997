internal import LLVMBridge

/// Arithmetic of probabilities kept as logarithms or log odds. Without the library's exponential,
/// which uses up what error is allowed.
extension MathEmitter {
  /// 1 / (1 + exp(-x)); at most 2.5 units.
  func logistic(_ x: Term) -> Term {
    let e = (-x.magnitude).exponential()
    return x.select(x < 0, e, x.constant(1)) / (1 + e)
  }

  /// log(1 + exp x); at most 1.6 units.
  func softplus(_ x: Term) -> Term {
    let rest = logOnePlus((-x.magnitude).exponential())
    return x.select(x > 0, x, x.constant(0)) + rest
  }

  /// log(exp x + exp y); at most 1 unit of the larger of the value and 1.
  func logAddExp(_ x: Term, _ y: Term) -> Term {
    let preferred = builder.or(x.compare(.ogt, y), x.isNaN)
    let larger = x.select(preferred, x, y)
    let sum = larger + logOnePlus((-(x - y).magnitude).exponential())
    return x.select(larger.magnitude < .infinity, sum, larger)
  }

  /// log(1 - exp(-x)) for x > 0; at most 1.6 units.
  func log1mExpNegative(_ x: Term) -> Term {
    let e = Exponential(x.select(x > 1000, x.constant(-1000), -x))
    // Near 0, where no power of 2 is split off, 1 - exp(-x) is at hand without cancellation.
    let isNear = e.power == 0
    let remainder = DoubleTerm(larger: x.constant(1), plus: e.rest).low * e.scale
    let far = DoubleTerm(larger: x.constant(1), plus: -e.value)
    let high = x.select(isNear, -e.rest, far.high)
    let low = x.select(isNear, x.constant(0), far.low - remainder)
    let regular = DoubleTerm(log: high, plus: low, mayBeTiny: true).high
    let atZero = x.select(x == 0, x.constant(-.infinity), x.constant(.nan))
    return x.select(x > 0, regular, atZero)
  }

  /// log(1 + e) for e from 0 to 1 or NaN.
  private func logOnePlus(_ e: Term) -> Term {
    let sum = DoubleTerm(larger: e.constant(1), plus: e)
    return e.select(e.isNaN, e, DoubleTerm(log: sum.high, plus: sum.low).high)
  }
}
