extension TensorProgram {
  /// Returns the type that a node with this op has in this program.
  public func resultType(of op: Op) -> TensorType {
    func axes(_ values: ValueID...) -> Set<AxisID> {
      values.reduce(into: []) { $0.formUnion(self[$1].type.axes) }
    }
    switch op {
    case .input(let input): return self[input].type
    case .constant: return TensorType(.real)
    case .table(_, let axis): return TensorType(.real, [axis])
    case .position(let axis): return TensorType(.integer, [axis])
    case .hole(let hole): return hole.type
    case .unary(_, let x): return TensorType(.real, axes(x))
    case .binary(_, let x, let y): return TensorType(self[x].type.element, axes(x, y))
    case .compare(_, let x, let y), .logical(_, let x, let y):
      return TensorType(.boolean, axes(x, y))
    case .not(let x): return TensorType(.boolean, axes(x))
    case .select(let c, let x, let y): return TensorType(self[x].type.element, axes(c, x, y))
    case .cast(let x, let element): return TensorType(element, axes(x))
    case .broadcast(let x, let along):
      return TensorType(self[x].type.element, axes(x).union(along))
    case .rename(let x, let from, let to):
      return TensorType(self[x].type.element, axes(x).subtracting([from]).union([to]))
    case .reduce(_, let x, let over):
      return TensorType(self[x].type.element, axes(x).subtracting(over))
    case .contract(let x, let y, let over):
      return TensorType(.real, axes(x, y).subtracting(over))
    case .cumulativeSum(let x, _, _, _): return self[x].type
    case .gather(let x, let axis, let at):
      return TensorType(self[x].type.element, axes(x).subtracting([axis]).union(axes(at)))
    case .scatterAdd(let x, let axis, let at, let over):
      return TensorType(self[x].type.element, axes(x, at).subtracting(over).union([axis]))
    case .cholesky(let m, _, _): return self[m].type
    case .solveTriangular(let m, let b, let row, let column, let transposed),
      .solve(let m, let b, let row, let column, let transposed):
      let batch = axes(m, b).subtracting([row, column])
      return TensorType(.real, batch.union([transposed ? row : column]))
    case .logAbsDeterminant(let m, let row, let column),
      .determinant(let m, let row, let column):
      return TensorType(.real, axes(m).subtracting([row, column]))
    case .scan(let scan, let result):
      let body = scan.body.program
      switch result {
      case .final(let carry): return body.inputs[carry].type
      case .each(let value): return body[value].type.adding(scan.axis)
      }
    }
  }
}
