/// Writing parts of a program again.
extension ProgramBuilder {
  /// Writes a leaf that is to be filled in: always a new one, whatever its name.
  public mutating func hole(_ name: String, _ type: TensorType) -> ValueID {
    holeCount += 1
    return append(.hole(Hole(number: holeCount - 1, name: name, type: type)))
  }

  /// Writes values again with others in place of some that they are computed from.
  ///
  /// What does not depend on a replaced value stays as it is, and simple identities are folded on
  /// the way. Values may lose and gain axes with those that replace others.
  public mutating func substitute(
    _ replacements: [ValueID: ValueID], in values: [ValueID]
  ) -> [ValueID] {
    guard let first = replacements.keys.min(), let last = values.max(), first <= last else {
      return values
    }
    var images = replacements
    let isNeeded = program.ancestry(of: values, stoppingAt: replacements)
    let origin = origin
    for index in Int(first.index)...Int(last.index) where isNeeded[index] {
      let value = ValueID(index: Int32(index))
      let node = program[value]
      guard images[value] == nil, node.op.operands.contains(where: { images[$0] != nil }) else {
        continue
      }
      self.origin = node.origin
      images[value] = rewrite(node.op.mapOperands { images[$0] ?? $0 })
    }
    self.origin = origin
    return values.map { images[$0] ?? $0 }
  }

  /// Writes an op whose operands may have other axes than those that it was written for.
  ///
  /// - Parameter axis: an axis that none of the operands has any more.
  public mutating func rewrite(_ op: Op, without axis: AxisID? = nil) -> ValueID {
    switch op {
    case .broadcast(let x, let along):
      let own = type(x).axes
      return append(.broadcast(x, along: along.filter { $0 != axis && !own.contains($0) }))
    case .rename(let x, let from, _): return type(x).axes.contains(from) ? append(op) : x
    case .scan(let scan, let result):
      let (fitting, image) = fitted(scan, without: axis)
      return append(.scan(fitting, result.renumbered(image)))
    case .hole, .input, .constant, .table, .position, .unary, .binary, .compare, .logical, .not,
      .select, .cast, .reduce, .contract, .cumulativeSum, .gather, .scatterAdd, .cholesky,
      .solveTriangular, .solve, .logAbsDeterminant, .determinant:
      return append(op)
    }
  }
}

extension TensorProgram {
  /// Tells for each value up to the last of the given ones whether one of them needs it; what only
  /// values with a known image need is not needed.
  public func ancestry<Image>(
    of values: [ValueID], stoppingAt known: [ValueID: Image]
  ) -> [Bool] {
    var isNeeded = [Bool](repeating: false, count: Int((values.max()?.index ?? -1)) + 1)
    for value in values { isNeeded[Int(value.index)] = true }
    for index in isNeeded.indices.reversed() where isNeeded[index] {
      if known[ValueID(index: Int32(index))] != nil { continue }
      for operand in nodes[index].op.operands { isNeeded[Int(operand.index)] = true }
    }
    return isNeeded
  }
}
