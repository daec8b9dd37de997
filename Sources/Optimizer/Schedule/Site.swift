import TensorIR

/// A place where a statement reads a value: which of its loops each axis of the value follows.
struct Site: Hashable {
  /// The position of the statement: that of its value, or behind all values for outputs.
  let statement: Int
  /// For each axis of the value in order its loop; nil where the position is computed.
  let loops: [AxisID?]

  /// The loop that an axis of the value follows.
  func loop(of axis: AxisID, in type: TensorType) -> AxisID? {
    type.axes.firstIndex(of: axis).flatMap { loops[$0] }
  }
}

extension TensorProgram {
  /// Calls `visit` with each operand of a value that is computed where it is read, and the site at
  /// which it is then read.
  func forEachOperand(
    of value: ValueID, at site: Site, _ visit: (ValueID, Site) -> Void
  ) {
    let node = self[value]
    var loops: [AxisID: AxisID] = [:]
    for (axis, loop) in zip(node.type.axes, site.loops) { loops[axis] = loop }
    func pass(_ operand: ValueID, _ loops: [AxisID: AxisID]) {
      let mapped = self[operand].type.axes.map { loops[$0] }
      visit(operand, Site(statement: site.statement, loops: mapped))
    }
    switch node.op {
    case .rename(let x, let from, let to):
      loops[from] = loops.removeValue(forKey: to)
      pass(x, loops)
    case .gather(let x, let axis, let at):
      pass(at, loops)
      loops[axis] = nil
      pass(x, loops)
    case .input, .constant, .table, .position, .unary, .binary, .compare, .logical, .not, .select,
      .cast, .broadcast, .reduce, .contract, .cumulativeSum, .scatterAdd, .cholesky,
      .solveTriangular, .solve, .logAbsDeterminant, .determinant, .hole, .scan:
      for operand in node.op.operands { pass(operand, loops) }
    }
  }

  /// The loops of the statement that computes a value, and those that its result does not have.
  func loops(of value: ValueID) -> (all: [AxisID], reduced: [AxisID]) {
    let node = self[value]
    switch node.op {
    case .input, .constant, .table, .position, .unary, .binary, .compare, .logical, .not, .select,
      .cast, .broadcast, .rename, .gather, .hole, .scan:
      return (node.type.axes, [])
    case .reduce(_, let x, let over): return (self[x].type.axes, over)
    case .contract(let x, let y, let over): return (allAxes(x, y), over)
    case .scatterAdd(let x, _, let at, let over): return (allAxes(x, at), over)
    case .cumulativeSum(let x, _, _, _): return (self[x].type.axes, [])
    case .cholesky(let m, _, _): return (self[m].type.axes, [])
    case .solveTriangular(let m, let b, _, _, _), .solve(let m, let b, _, _, _):
      return (allAxes(m, b), [])
    case .logAbsDeterminant(let m, let row, let column),
      .determinant(let m, let row, let column):
      return (self[m].type.axes, [row, column].sorted())
    }
  }

  /// The axes along which a statement may be cut into tiles: elements do not depend on others.
  func independentAxes(of value: ValueID) -> [AxisID] {
    let all = loops(of: value).all
    switch self[value].op {
    case .input, .constant, .table, .position, .unary, .binary, .compare, .logical, .not, .select,
      .cast, .broadcast, .rename, .gather, .reduce, .contract, .scatterAdd, .hole:
      return all
    case .scan: return []
    case .cumulativeSum(_, let axis, _, _): return all.filter { $0 != axis }
    case .cholesky(_, let row, let column), .solveTriangular(_, _, let row, let column, _),
      .solve(_, _, let row, let column, _), .logAbsDeterminant(_, let row, let column),
      .determinant(_, let row, let column):
      return all.filter { $0 != row && $0 != column }
    }
  }

  private func allAxes(_ values: ValueID...) -> [AxisID] {
    values.reduce(into: Set()) { $0.formUnion(self[$1].type.axes) }.sorted()
  }
}
