import TensorIR

/// A position that is a fixed number of steps from that along an axis, or fixed itself.
struct ChainPosition: Equatable {
  /// `nil` for a fixed position.
  let axis: AxisID?
  let steps: Int

  /// How many steps it is behind another one, `nil` if that is not fixed.
  func steps(from other: ChainPosition) -> Int? {
    axis == other.axis ? steps - other.steps : nil
  }
}

extension ProgramBuilder {
  /// The computed position as steps along an axis, if it is written as that.
  func chainPosition(_ value: ValueID) -> ChainPosition? {
    switch program[value].op {
    case .position(let axis): return ChainPosition(axis: axis, steps: 0)
    case .constant(let number):
      return Int(exactly: number).map { ChainPosition(axis: nil, steps: $0) }
    case .cast(let x, _), .broadcast(let x, _): return chainPosition(x)
    case .rename(let x, let from, let to):
      guard let inner = chainPosition(x) else { return nil }
      return ChainPosition(axis: inner.axis == from ? to : inner.axis, steps: inner.steps)
    case .binary(.add, let x, let y): return combined(x, y, sign: 1)
    case .binary(.subtract, let x, let y): return combined(x, y, sign: -1)
    default: return nil
    }
  }

  private func combined(_ x: ValueID, _ y: ValueID, sign: Int) -> ChainPosition? {
    guard let left = chainPosition(x), let right = chainPosition(y) else { return nil }
    if right.axis == nil {
      return ChainPosition(axis: left.axis, steps: left.steps + sign * right.steps)
    }
    guard left.axis == nil, sign == 1 else { return nil }
    return ChainPosition(axis: right.axis, steps: left.steps + right.steps)
  }
}

extension Expander {
  /// How far the elements that terms join lie apart along one axis of the variable; `nil` if that
  /// is not fixed.
  func bandwidth(of terms: [Term], along slot: Int) -> Int? {
    var widest = 0
    for term in terms where term.atoms.count == 2 {
      guard let lag = lag(of: term, along: slot) else { return nil }
      widest = max(widest, abs(lag))
    }
    return widest
  }

  /// How many steps the first element of a term is behind the second one.
  func lag(of term: Term, along slot: Int) -> Int? {
    let (first, second) = (term.atoms[0].sites[slot], term.atoms[1].sites[slot])
    if first == second { return 0 }
    guard let from = chainPosition(of: first), let to = chainPosition(of: second) else {
      return nil
    }
    return from.steps(from: to)
  }

  private func chainPosition(of site: Site) -> ChainPosition? {
    switch site {
    case .along(let axis): ChainPosition(axis: axis, steps: 0)
    case .at(let value): builder.chainPosition(value)
    }
  }
}
