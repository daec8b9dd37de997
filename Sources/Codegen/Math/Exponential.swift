internal import LLVMBridge

/// A number as the unevaluated sum of two, the second within rounding of the first.
struct DoubleTerm {
  var high: Term
  var low: Term

  init(_ high: Term, _ low: Term) {
    self.high = high
    self.low = low
  }

  /// x + y exactly, if x is 0 or not the smaller one (Dekker 1971).
  init(larger x: Term, plus y: Term) {
    high = x + y
    low = y - (high - x)
  }

  /// x + y exactly (Knuth 1969).
  init(sum x: Term, _ y: Term) {
    high = x + y
    let part = high - x
    low = (x - (high - part)) + (y - part)
  }

  /// x y exactly.
  init(product x: Term, _ y: Term) {
    high = x * y
    low = x.productError(y, high)
  }

  var sum: Term { high + low }
}

/// e^x taken apart: (1 + rest) 2^power with |rest| < 0.42.
struct Exponential {
  /// A whole number.
  let power: Term
  /// Relative error below one unit in the last place.
  let rest: Term

  /// Takes e^(x + low) apart, for |x| < 1000 or NaN.
  ///
  /// As usual: x = power log 2 + r, with log 2 in two parts of which the first has 33 digits, so
  /// that its multiples are exact.
  init(_ x: Term, plus low: Term? = nil) {
    power = (x * 0x1.71547652b82fep0).nearestWhole
    var r = (-power).times(x.constant(0x1.62e42feep-1), plus: x)
    r = (-power).times(x.constant(0x1.a39ef35793c76p-33), plus: r)
    if let low { r = r + low }
    rest = (r * r).times(r.polynomial(Coefficients.expRest), plus: r)
  }

  /// e^x with an error of 0.8 units, in two steps so that subnormal results are rounded once.
  var value: Term {
    let half = (power * 0.5).nearestWhole
    return (1 + rest) * half.powerOfTwo * (power - half).powerOfTwo
  }

  /// 2^power, or at least 2^-1022.
  var scale: Term {
    let least = power.constant(-1022)
    return power.select(power > -1022, power, least).powerOfTwo
  }
}

extension Term {
  /// The nearest whole number, for |x| < 2^51: there is no other fast way on old processors.
  fileprivate var nearestWhole: Term { (self + 0x1.8p52) - 0x1.8p52 }

  /// 2^x for a whole x from -1022 to 1023.
  fileprivate var powerOfTwo: Term {
    // The sum has x + 1023 in its lowest digits, where an exponent is shifted from.
    let sum = self + (0x1.8p52 + 1023)
    let exponent = b.shiftLeft(b.bitcast(sum.value, bits), b.integer(52, bits))
    return like(b.bitcast(exponent, b.kind(of: value)))
  }

  /// e^(x + low) for `low` within rounding of x, with an error of 0.8 units.
  func exponential(plus low: Term? = nil) -> Term {
    // Whatever is beyond 1000 gives 0 or infinity as well; NaN stays.
    let bounded = select(self < -1000, constant(-1000), clamped(to: 1000))
    return Exponential(bounded, plus: low).value
  }
}
