internal import LLVMBridge

extension DoubleTerm {
  /// log(x + low) to about 2^-58 of itself, for positive finite x; `low`, if any, is within
  /// rounding of an x between 1/4 and 4, or any for x = 1. Other arguments give any number.
  ///
  /// x = m 2^k with m from sqrt(1/2) to sqrt 2, and log m = 2 artanh s with s = (m - 1)/(m + 1).
  /// The term 2 s is carried to twice the precision, the others are below a hundredth of it.
  /// Subnormal arguments are only understood with `mayBeTiny`.
  init(log x: Term, plus low: Term? = nil, mayBeTiny: Bool = false) {
    let b = x.b
    let kind = x.bits
    var bits = b.bitcast(x.value, kind)
    var shift: Term?
    if mayBeTiny {
      let isTiny = x < 0x1p-1022
      bits = b.select(isTiny, b.bitcast((x * 0x1p54).value, kind), bits)
      shift = x.select(isTiny, x.constant(54), x.constant(0))
    }
    func integer(_ pattern: UInt64) -> Value { b.integer(Int(bitPattern: UInt(pattern)), kind) }
    let exponentOfOne = UInt64(1023) << 52
    let moved = b.isub(bits, integer((0.5 as Double).squareRoot().bitPattern &- exponentOfOne))
    let biased = b.shiftRightLogical(moved, integer(52))
    let power = b.isub(b.shiftLeft(biased, integer(52)), integer(exponentOfOne))
    let m = x.like(b.bitcast(b.isub(bits, power), b.kind(of: x.value)))
    let magic = x.like(b.bitcast(b.or(biased, integer(0x1p52.bitPattern)), b.kind(of: x.value)))
    var k = magic - (0x1p52 + 1023)
    if let shift { k = k - shift }

    var f = DoubleTerm(m - 1, x.constant(0))
    if let low {
      let scale = b.isub(integer(exponentOfOne), power)
      f = DoubleTerm(larger: f.high, plus: low * x.like(b.bitcast(scale, b.kind(of: x.value))))
    }
    let under = DoubleTerm(larger: x.constant(2), plus: f.high)
    let inverse = 1 / under.high
    let s = f.high * inverse
    // What the quotient left over: (f - s (2 + f)) / (2 + f), to a few digits.
    let product = s * under.high
    var rest = (f.high - product) - s.productError(under.high, product)
    rest = (-s).times(under.low, plus: rest) + f.low * (1 - s)
    let square = s * s
    let tail = (square * s).times(square.polynomial(Coefficients.logRest), plus: rest * inverse * 2)
    let main = DoubleTerm(larger: k * 0x1.62e42feep-1, plus: s * 2)
    let small = main.low + k.times(x.constant(0x1.a39ef35793c76p-33), plus: tail)
    self.init(larger: main.high, plus: small)
  }
}
