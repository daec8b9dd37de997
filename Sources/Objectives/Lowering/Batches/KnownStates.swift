import TensorIR

/// Sums over the states of a variable of which one is known.
extension ProgramBuilder {
  /// The sum of a product over axes, some of which it may have lost.
  mutating func sum(ofProduct factors: [ValueID], over axes: [AxisID]) -> ValueID {
    let product = factors.dropFirst().reduce(factors[0]) { multiply($0, $1) }
    return sum(widen(product, to: TensorType(.real, axes)), over: axes)
  }

  /// The position along an axis at which alone a term of a reduction counts: elsewhere a factor is
  /// zero, or a summand of a log minus infinity.
  func knownPosition(
    along axis: AxisID, in terms: [ValueID], of reduction: Reduction
  ) -> (value: ValueID, offset: ValueID?)? {
    for term in terms where type(term).axes.contains(axis) {
      switch program[term].op {
      case .binary(.multiply, let x, let y) where reduction == .sum:
        if let found = knownPosition(along: axis, in: [x, y], of: reduction) { return found }
      case .binary(.add, let x, let y) where reduction == .logSumExp:
        if let found = knownPosition(along: axis, in: [x, y], of: reduction) { return found }
      case .binary(.subtract, let x, _) where reduction == .logSumExp:
        if let found = knownPosition(along: axis, in: [x], of: reduction) { return found }
      case .broadcast(let x, let along) where !along.contains(axis):
        if let found = knownPosition(along: axis, in: [x], of: reduction) { return found }
      case .cast(let condition, .real) where reduction == .sum:
        if let found = position(along: axis, where: condition) { return found }
      case .select(let condition, _, let otherwise):
        let least: Double = reduction == .sum ? 0 : -.infinity
        guard uniformValue(otherwise) == least else { continue }
        if let found = position(along: axis, where: condition) { return found }
      default: continue
      }
    }
    return nil
  }

  /// The one position along an axis where two numbers are equal, before an offset is taken off.
  private func position(
    along axis: AxisID, where condition: ValueID
  ) -> (value: ValueID, offset: ValueID?)? {
    guard case .compare(.equal, let x, let y) = program[condition].op else { return nil }
    for (state, known) in [(x, y), (y, x)] where !type(known).axes.contains(axis) {
      var state = state
      while case .cast(let inner, let element) = program[state].op {
        // Truth is a position only where there are two.
        if element == .boolean, program[axis].size != 2 { break }
        state = inner
      }
      if program[state].op == .position(axis) { return (known, nil) }
      if case .binary(.add, let place, let offset) = program[state].op,
        program[place].op == .position(axis), type(offset).axes.isEmpty
      {
        return (known, offset)
      }
    }
    return nil
  }
}
