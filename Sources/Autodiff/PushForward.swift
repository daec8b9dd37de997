public import TensorIR

extension ProgramBuilder {
  /// Writes the change of values with others in forward mode and returns it.
  ///
  /// A tangent may have axes that its value does not have, one for each direction; they must be
  /// axes that no value on the way has. A tangent without an axis of its value is constant along
  /// it. Each result has the axes of its value and those added axes that matter.
  public mutating func pushForward(
    of ys: [ValueID], tangents: [ValueID: ValueID]
  ) -> [ValueID] {
    guard let last = ys.max() else { return [] }
    let origin = origin
    let isActive = program.activity(from: tangents.keys, upTo: last)
    let isNeeded = program.ancestry(of: ys)
    var known = tangents
    for index in isActive.indices where isActive[index] && isNeeded[index] {
      let value = ValueID(index: Int32(index))
      guard known[value] == nil else { continue }
      self.origin = program[value].origin
      known[value] = tangent(of: value) { known[$0] }
    }
    self.origin = origin
    return ys.map { y in
      let zero = constant(0)
      return widen(known[y] ?? zero, to: type(y))
    }
  }
}

extension TensorProgram {
  /// Tells for each value up to the last of the given ones whether one of them needs it.
  fileprivate func ancestry(of values: [ValueID]) -> [Bool] {
    var isNeeded = [Bool](repeating: false, count: Int((values.max()?.index ?? -1)) + 1)
    for value in values { isNeeded[Int(value.index)] = true }
    for index in isNeeded.indices.reversed() where isNeeded[index] {
      for operand in nodes[index].op.operands { isNeeded[Int(operand.index)] = true }
    }
    return isNeeded
  }
}
