import TensorIR

/// Loops whose rounding errors die out, or grow no faster than the steps.
extension ProgramWriter {
  /// Adds what a loop along an axis of a value leaves.
  mutating func addLoop(_ x: Term, _ y: Term) {
    let short = b.type(x.value).axes.filter { (0...300).contains(size($0)) }
    guard let axis = short.randomElement(using: &numbers), fit(x.value, y.value) else { return }
    let rest = b.type(x.value).axes.filter { $0 != axis }
    var start = Term(value: b.constant(numbers.short(-1...1)), bound: 1, error: 0)
    if Set(b.type(y.value).axes).isSubset(of: rest), numbers.chance(2) { start = y }
    let hole = b.hole("c", TensorType(.real, rest))
    let steps = Double(max(1, size(axis)))
    var carries: [ScanCarry] = []
    var kept: [ValueID] = []
    var error = 2 * (x.error + 8 + 4 * start.bound) + start.error
    var bound = max(1, start.bound)
    switch numbers.integer(0...4) {
    case 0: carries = [carry(hole, start, damped(hole, x.value))]
    case 1:
      // Two carries that change places.
      let other = b.hole("d", TensorType(.real, rest))
      carries = [carry(hole, start, other), carry(other, start, damped(hole, x.value))]
    case 2:
      // A sum beside, which is as long as its steps.
      let total = b.hole("sum", TensorType(.real, rest))
      let next = damped(hole, b.multiply(x.value, b.unary(.sin, y.value)))
      guard Set(b.type(next).axes).subtracting([axis]) == Set(rest) else { return }
      let mean = b.multiply(b.constant(1 / steps), b.multiply(next, x.value))
      let zero = Term(value: b.constant(0), bound: 0, error: 0)
      carries = [carry(total, zero, b.add(total, mean)), carry(hole, start, next)]
      error = 4 * (x.bound + 1) * (error + x.bound * (y.error + 4) + steps)
      bound = max(bound, x.bound)
    case 3:
      guard let states = rest.last, size(states) > 0, size(states) <= 40, steps <= 130 else {
        return
      }
      (bound, error) = (4 * bound + 8 + 2 * steps, 4 * steps * (x.error + 20 + 4 * bound))
      carries = [carry(hole, start, forward(hole, x.value, states))]
    default:
      guard let (row, column) = square(hole) else { return }
      let m = b.add(damped(hole, x.value), diagonal(row, column, 8))
      let root = b.append(.cholesky(m, row: row, column: column))
      kept.append(b.append(.logAbsDeterminant(m, row: row, column: column)))
      carries = [carry(hole, start, b.multiply(b.constant(0.25), root))]
      (bound, error) = (max(11, bound), 40 * error)
    }
    kept += [hole, carries[carries.count - 1].next]
    let loop = b.scan(
      along: axis, reversed: numbers.chance(2), carries: carries,
      emitting: kept.shuffled(using: &numbers))
    let values = loop.emitted + loop.final
    for value in numbers.chance(2) ? values : [numbers.pick(values)] where fits(b.type(value).axes)
    {
      keep(value, bound, error)
    }
  }

  private func carry(_ hole: ValueID, _ start: Term, _ next: ValueID) -> ScanCarry {
    ScanCarry(hole: hole, initial: start.value, next: next)
  }

  /// A value between -1 and 1 in which an error of the carry halves.
  private mutating func damped(_ hole: ValueID, _ x: ValueID) -> ValueID {
    b.unary(.tanh, b.add(b.multiply(b.constant(0.5), hole), x))
  }

  /// A step of the forward algorithm: log sums over the states before.
  private mutating func forward(_ hole: ValueID, _ x: ValueID, _ states: AxisID) -> ValueID {
    let after = b.axis("after", size: size(states))
    let (i, j) = (b.position(states), b.position(after))
    let place = b.add(b.cast(i, to: .real), b.multiply(b.constant(2), b.cast(j, to: .real)))
    let sums = b.reduce(.logSumExp, b.add(hole, b.unary(.sin, place)), over: [states])
    let norm = b.reduce(.logSumExp, hole, over: [states])
    let next = b.add(b.rename(b.subtract(sums, norm), from: after, to: states), x)
    return numbers.chance(2) ? next : b.unary(.tanh, next)
  }
}
