internal import LLVMBridge

/// An `f64` or a vector of them in code being written, so that formulas read as formulas.
///
/// Nothing is reordered or contracted: what is written is what is computed.
struct Term {
  let value: Value
  let b: ModuleBuilder

  init(_ value: Value, _ builder: ModuleBuilder) {
    self.value = value
    b = builder
  }

  /// A constant in all lanes.
  func constant(_ number: Double) -> Term { like(b.real(number, b.kind(of: value))) }

  /// A value of the same builder.
  func like(_ value: Value) -> Term { Term(value, b) }

  static func + (x: Term, y: Term) -> Term { x.like(x.b.add(x.value, y.value)) }
  static func - (x: Term, y: Term) -> Term { x.like(x.b.sub(x.value, y.value)) }
  static func * (x: Term, y: Term) -> Term { x.like(x.b.mul(x.value, y.value)) }
  static func / (x: Term, y: Term) -> Term { x.like(x.b.div(x.value, y.value)) }
  static prefix func - (x: Term) -> Term { x.like(x.b.neg(x.value)) }

  static func + (x: Term, y: Double) -> Term { x + x.constant(y) }
  static func - (x: Term, y: Double) -> Term { x - x.constant(y) }
  static func * (x: Term, y: Double) -> Term { x * x.constant(y) }
  static func + (x: Double, y: Term) -> Term { y.constant(x) + y }
  static func - (x: Double, y: Term) -> Term { y.constant(x) - y }
  static func / (x: Double, y: Term) -> Term { y.constant(x) / y }

  static func < (x: Term, y: Double) -> Value { x.compare(.olt, x.constant(y)) }
  static func >= (x: Term, y: Double) -> Value { x.compare(.oge, x.constant(y)) }
  static func > (x: Term, y: Double) -> Value { x.compare(.ogt, x.constant(y)) }
  static func == (x: Term, y: Double) -> Value { x.compare(.oeq, x.constant(y)) }

  func compare(_ relation: RealPredicate, _ other: Term) -> Value {
    b.compare(relation, value, other.value)
  }

  /// The one operand where the mask holds, the other elsewhere.
  func select(_ mask: Value, _ x: Term, _ y: Term) -> Term {
    like(b.select(mask, x.value, y.value))
  }

  var magnitude: Term { like(b.abs(value)) }
  var squareRoot: Term { like(b.sqrt(value)) }
  var isNaN: Value { b.compare(.uno, value, value) }

  /// At most the bound; NaN stays.
  func clamped(to bound: Double) -> Term { select(self > bound, constant(bound), self) }

  /// The nearest whole number.
  var rounded: Term { like(b.roundEven(value)) }
}

/// Products and polynomials.
extension Term {
  private var hasFusedMultiplication: Bool { b.machine.vectorBytes > 16 }

  /// x y + z, rounded once or twice: once where the machine can do so at full speed.
  func times(_ y: Term, plus z: Term) -> Term {
    hasFusedMultiplication ? like(b.fma(value, y.value, z.value)) : self * y + z
  }

  /// Exactly x y - p, for the rounded product p.
  func productError(_ y: Term, _ p: Term) -> Term {
    if hasFusedMultiplication { return like(b.fma(value, y.value, (-p).value)) }
    let ((a, c), (d, e)) = (halves, y.halves)
    return (a * d - p + a * e + c * d) + c * e
  }

  /// Two parts with half the digits each, whose products are exact (Dekker 1971).
  private var halves: (Term, Term) {
    let mask = b.integer(-1 << 27, bits)
    let high = like(b.bitcast(b.and(b.bitcast(value, bits), mask), b.kind(of: value)))
    return (high, self - high)
  }

  /// The kind of integers with as many bits and lanes.
  var bits: Kind { b.vector(b.i64, b.lanes(of: value)) }

  /// c[0] + c[1] x + c[2] x^2 + …, even and odd powers apart to halve the waiting.
  func polynomial(_ c: [Double]) -> Term {
    guard c.count > 4 else { return horner(self, c) }
    let square = self * self
    let even = horner(square, c.indices.filter { $0 % 2 == 0 }.map { c[$0] })
    let odd = horner(square, c.indices.filter { $0 % 2 == 1 }.map { c[$0] })
    return odd.times(self, plus: even)
  }

  /// base[0] + base[1] x + over(x) / under(x), where the base is most of the value, so that the
  /// rounding in the quotient matters little.
  func rational(_ base: [Double], _ over: [Double], _ under: [Double]) -> Term {
    horner(self, base) + polynomial(over) / polynomial(under)
  }

  private func horner(_ x: Term, _ c: [Double]) -> Term {
    c.dropLast().reversed().reduce(constant(c[c.count - 1])) {
      $0.times(x, plus: constant($1))
    }
  }
}
