extension TensorProgram {
  /// Returns the first broken rule, nil for a sound program.
  public func firstViolation() -> Violation? {
    if let axis = axes.first(where: { $0.size < 0 }) {
      return Violation(value: nil, message: "axis '\(axis.name)' has a negative size")
    }
    for input in inputs where !input.type.axes.allSatisfy(exists) {
      return Violation(value: nil, message: "input '\(input.name)' has an unknown axis")
    }
    for index in nodes.indices {
      let value = ValueID(index: Int32(index))
      if let message = complaint(about: value) {
        return Violation(value: value, message: message)
      }
    }
    for output in outputs where !nodes.indices.contains(Int(output.value.index)) {
      return Violation(value: nil, message: "output '\(output.name)' has no value")
    }
    let isLive = liveness()
    for (index, node) in nodes.enumerated() where isLive[index] {
      if case .hole(let hole) = node.op {
        return Violation(
          value: ValueID(index: Int32(index)), message: "the hole '\(hole.name)' is not filled in")
      }
    }
    return nil
  }

  private func exists(_ axis: AxisID) -> Bool { axes.indices.contains(Int(axis.index)) }

  private func complaint(about value: ValueID) -> String? {
    let node = self[value]
    for operand in node.op.operands where operand.index < 0 || operand >= value {
      return "operand %\(operand.index) does not come before its user"
    }
    if !node.op.axes.allSatisfy(exists) { return "unknown axis" }
    if let complaint = complaint(about: node.op) { return complaint }
    return node.type == resultType(of: node.op)
      ? nil : "type \(text(node.type)) instead of \(text(resultType(of: node.op)))"
  }

  private func complaint(about op: Op) -> String? {
    switch op {
    case .input(let input):
      return inputs.indices.contains(Int(input.index)) ? nil : "unknown input"
    case .constant, .position, .hole: return nil
    case .table(let numbers, let axis):
      return numbers.count == self[axis].size ? nil : "not as many numbers as the axis has members"
    case .unary(let f, let x):
      if case .polygamma(let order) = f, order < 0 { return "negative order" }
      return expect(x, .real)
    case .binary(let f, let x, let y):
      return expect(y, self[x].type.element)
        ?? (f.hasIntegers ? expectNumber(x) : expect(x, .real))
    case .compare(_, let x, let y): return expect(y, self[x].type.element) ?? expectNumber(x)
    case .logical(_, let x, let y): return expect(x, .boolean) ?? expect(y, .boolean)
    case .not(let x): return expect(x, .boolean)
    case .select(let c, let x, let y):
      return expect(c, .boolean) ?? expect(y, self[x].type.element)
    case .cast: return nil
    case .broadcast(let x, let along): return ascending(along) ?? lacks(x, along)
    case .rename(let x, let from, let to):
      return has(x, [from]) ?? lacks(x, [to])
        ?? (self[from].size == self[to].size ? nil : "axes of different sizes")
    case .reduce(let reduction, let x, let over):
      return (reduction == .logSumExp ? expect(x, .real) : expectNumber(x)) ?? ascending(over)
        ?? has(x, over)
    case .contract(let x, let y, let over):
      return expect(x, .real) ?? expect(y, .real) ?? ascending(over) ?? has(x, over)
        ?? has(y, over)
    case .cumulativeSum(let x, let axis, _, _): return expectNumber(x) ?? has(x, [axis])
    case .gather(let x, let axis, let at):
      return expect(at, .integer) ?? has(x, [axis]) ?? lacks(at, [axis])
    case .scatterAdd(let x, let axis, let at, let over):
      return expectNumber(x) ?? expect(at, .integer) ?? lacks(x, [axis]) ?? lacks(at, [axis])
        ?? ascending(over) ?? hasEither(x, at, over)
    case .cholesky(let m, let row, let column), .determinant(let m, let row, let column),
      .logAbsDeterminant(let m, let row, let column):
      return isSquare(m, row, column)
    case .solveTriangular(let m, let b, let row, let column, let transposed),
      .solve(let m, let b, let row, let column, let transposed):
      return isSquare(m, row, column) ?? expect(b, .real)
        ?? has(b, [transposed ? column : row]) ?? lacks(b, [transposed ? row : column])
    case .scan(let scan, let result): return complaint(about: scan, result)
    }
  }
}

extension TensorProgram {
  private func expect(_ value: ValueID, _ element: ElementType) -> String? {
    let found = self[value].type.element
    return found == element
      ? nil : "operand %\(value.index) is \(found.rawValue), not \(element.rawValue)"
  }

  private func expectNumber(_ value: ValueID) -> String? {
    self[value].type.element == .boolean ? "operand %\(value.index) is boolean" : nil
  }

  private func ascending(_ axes: [AxisID]) -> String? {
    zip(axes, axes.dropFirst()).allSatisfy { $0 < $1 } ? nil : "axes are not ascending"
  }

  private func has(_ value: ValueID, _ axes: [AxisID]) -> String? {
    axes.first { !self[value].type.axes.contains($0) }.map {
      "operand %\(value.index) has no axis '\(self[$0].name)'"
    }
  }

  private func lacks(_ value: ValueID, _ axes: [AxisID]) -> String? {
    axes.first { self[value].type.axes.contains($0) }.map {
      "operand %\(value.index) has the axis '\(self[$0].name)' already"
    }
  }

  private func hasEither(_ x: ValueID, _ y: ValueID, _ axes: [AxisID]) -> String? {
    axes.first { !self[x].type.axes.contains($0) && !self[y].type.axes.contains($0) }.map {
      "no operand has the axis '\(self[$0].name)'"
    }
  }

  private func isSquare(_ m: ValueID, _ row: AxisID, _ column: AxisID) -> String? {
    if row == column { return "rows and columns are one axis" }
    return expect(m, .real) ?? has(m, [row, column])
      ?? (self[row].size == self[column].size ? nil : "the matrix is not square")
  }
}

extension Binary {
  /// True iff it also takes integers.
  public var hasIntegers: Bool {
    switch self {
    case .add, .subtract, .multiply, .minimum, .maximum, .floorDivide, .modulo: true
    case .divide, .power, .atan2, .xLogY, .logAddExp, .logBeta, .logBesselI: false
    }
  }
}
