/// Computing only some of a value's elements.
extension ProgramBuilder {
  /// What `gather` gives, computed from the elements that it takes: the positions are looked up in
  /// what the value is made of rather than in the value.
  ///
  /// Worth it where the other elements are not wanted, or wanted apart. What depends on data alone
  /// is then looked up once, before the first run.
  ///
  /// - Precondition: the positions lie within the axis.
  public mutating func elements(
    of value: ValueID, along axis: AxisID, at place: ValueID
  ) -> ValueID {
    var images: [ValueID: ValueID] = [:]
    return elements(of: value, along: axis, at: place, &images)
  }

  private mutating func elements(
    of value: ValueID, along axis: AxisID, at place: ValueID, _ images: inout [ValueID: ValueID]
  ) -> ValueID {
    guard type(value).axes.contains(axis) else { return value }
    if let image = images[value] { return image }
    let op = program[value].op
    if op == .position(axis) { return place }
    let image: ValueID
    if op.isPointwise(along: axis), !op.operands.contains(where: { isLookedUp($0, place) }) {
      var operands: [ValueID: ValueID] = [:]
      for operand in op.operands {
        operands[operand] = elements(of: operand, along: axis, at: place, &images)
      }
      let inside = rewrite(op.mapOperands { operands[$0] ?? $0 }, without: axis)
      // Where the axis was repeated there is nothing left of it.
      image = widen(inside, to: TensorType(type(inside).element, type(place).axes))
    } else {
      image = gather(value, axis: axis, at: place)
    }
    images[value] = image
    return image
  }

  /// Whether an operand has axes of the positions already, which then would not be apart.
  private func isLookedUp(_ value: ValueID, _ place: ValueID) -> Bool {
    let own = type(place).axes
    return type(value).axes.contains { own.contains($0) }
  }
}

extension Op {
  /// Whether each member of the result along an axis is made of the same member of the operands.
  fileprivate func isPointwise(along axis: AxisID) -> Bool {
    switch self {
    case .unary, .binary, .compare, .logical, .not, .select, .cast, .broadcast: true
    case .rename(_, let from, let to): from != axis && to != axis
    case .reduce(_, _, let over), .contract(_, _, let over): !over.contains(axis)
    case .gather(_, let along, _): along != axis
    case .input, .constant, .table, .position, .hole, .cumulativeSum, .scatterAdd, .cholesky,
      .solveTriangular, .solve, .logAbsDeterminant, .determinant, .scan:
      false
    }
  }
}
