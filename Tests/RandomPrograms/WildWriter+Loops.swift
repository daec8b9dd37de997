import TensorIR

/// Loops that round nothing, so that NaN, infinities and signs of zero go through them.
extension ProgramWriter {
  /// Adds what a loop along an axis of a value leaves: a real, an integer and a boolean.
  mutating func addExactLoop(_ x: ValueID, _ y: ValueID) {
    let short = b.type(x).axes.filter { (0...300).contains(size($0)) }
    guard let axis = short.randomElement(using: &numbers) else { return }
    let rest = b.type(x).axes.filter { $0 != axis }
    let real = b.hole("real", TensorType(.real, rest))
    let whole = b.hole("integer", TensorType(.integer, rest))
    let flag = b.hole("boolean", TensorType(.boolean, rest))
    let isBelow = b.compare(numbers.pick(Comparison.allCases), real, x)
    let nextReal: ValueID =
      switch numbers.integer(0...5) {
      case 0: b.binary(.maximum, real, x)
      case 1: b.binary(.minimum, x, real)
      case 2: b.select(flag, x, real)
      case 3: b.select(isBelow, b.multiply(real, b.constant(0.5)), x)
      case 4: extreme(real, x)
      default: b.negate(real)
      }
    let nextWhole: ValueID =
      numbers.chance(3)
      ? b.select(flag, b.position(axis), whole)
      : b.binary(numbers.pick([.add, .subtract, .maximum]), whole, b.cast(isBelow, to: .integer))
    let nextFlag: ValueID =
      numbers.chance(3)
      ? b.append(.not(flag)) : b.append(.logical(numbers.pick(Logical.allCases), flag, isBelow))
    let isInside = Set(b.type(y).axes).isSubset(of: rest)
    let start = isInside && numbers.chance(2) ? y : b.constant(numbers.pick(Elements.special))
    let none = b.cast(b.constant(0), to: .integer)
    let carries = [
      ScanCarry(hole: real, initial: start, next: nextReal),
      ScanCarry(hole: whole, initial: none, next: nextWhole),
      ScanCarry(hole: flag, initial: b.cast(none, to: .boolean), next: nextFlag),
    ].shuffled(using: &numbers)
    let kept = [real, whole, flag, nextReal, nextWhole, nextFlag, isBelow]
      .shuffled(using: &numbers).prefix(numbers.integer(0...4))
    let loop = b.scan(
      along: axis, reversed: numbers.chance(2), carries: carries, emitting: Array(kept))
    for value in loop.final + loop.emitted where fits(b.type(value).axes) {
      switch b.type(value).element {
      case .real: reals.append(Term(value: value, bound: 1, error: 0))
      case .integer: integers.append(value)
      case .boolean: booleans.append(value)
      }
    }
  }

  /// The largest of a carry along one of its axes, beside the slice of a value.
  private mutating func extreme(_ carry: ValueID, _ x: ValueID) -> ValueID {
    let over = b.type(carry).axes.filter { _ in numbers.chance(2) }
    return b.binary(.minimum, b.append(.reduce(.maximum, carry, over: over)), x)
  }
}
