extension Op {
  /// The values it reads, in the order in which they are written.
  public var operands: [ValueID] {
    switch self {
    case .input, .constant, .table, .position, .hole: []
    case .unary(_, let x), .not(let x), .cast(let x, _), .broadcast(let x, _),
      .rename(let x, _, _), .reduce(_, let x, _), .cumulativeSum(let x, _, _, _),
      .cholesky(let x, _, _), .logAbsDeterminant(let x, _, _), .determinant(let x, _, _):
      [x]
    case .binary(_, let x, let y), .compare(_, let x, let y), .logical(_, let x, let y),
      .contract(let x, let y, _), .gather(let x, _, let y), .scatterAdd(let x, _, let y, _),
      .solveTriangular(let x, let y, _, _, _), .solve(let x, let y, _, _, _):
      [x, y]
    case .select(let c, let x, let y): [c, x, y]
    case .scan(let scan, _): scan.operands
    }
  }

  /// Returns the same op on other values.
  public func mapOperands(_ f: (ValueID) -> ValueID) -> Op {
    switch self {
    case .input, .constant, .table, .position, .hole: self
    case .unary(let g, let x): .unary(g, f(x))
    case .binary(let g, let x, let y): .binary(g, f(x), f(y))
    case .compare(let g, let x, let y): .compare(g, f(x), f(y))
    case .logical(let g, let x, let y): .logical(g, f(x), f(y))
    case .not(let x): .not(f(x))
    case .select(let c, let x, let y): .select(f(c), then: f(x), otherwise: f(y))
    case .cast(let x, let element): .cast(f(x), to: element)
    case .broadcast(let x, let along): .broadcast(f(x), along: along)
    case .rename(let x, let from, let to): .rename(f(x), from: from, to: to)
    case .reduce(let g, let x, let over): .reduce(g, f(x), over: over)
    case .contract(let x, let y, let over): .contract(f(x), f(y), over: over)
    case .cumulativeSum(let x, let along, let exclusive, let reversed):
      .cumulativeSum(f(x), along: along, exclusive: exclusive, reversed: reversed)
    case .gather(let x, let axis, let at): .gather(f(x), axis: axis, at: f(at))
    case .scatterAdd(let x, let axis, let at, let over):
      .scatterAdd(f(x), axis: axis, at: f(at), over: over)
    case .cholesky(let m, let row, let column): .cholesky(f(m), row: row, column: column)
    case .solveTriangular(let m, let b, let row, let column, let transposed):
      .solveTriangular(f(m), f(b), row: row, column: column, transposed: transposed)
    case .solve(let m, let b, let row, let column, let transposed):
      .solve(f(m), f(b), row: row, column: column, transposed: transposed)
    case .logAbsDeterminant(let m, let row, let column):
      .logAbsDeterminant(f(m), row: row, column: column)
    case .determinant(let m, let row, let column):
      .determinant(f(m), row: row, column: column)
    case .scan(let scan, let result):
      .scan(
        Scan(
          along: scan.axis, isReversed: scan.isReversed, body: scan.body,
          operands: scan.operands.map(f)),
        result)
    }
  }
}

extension Op {
  /// The axes it names itself.
  public var axes: [AxisID] {
    switch self {
    case .input, .constant, .unary, .binary, .compare, .logical, .not, .select, .cast: []
    case .hole(let hole): hole.type.axes
    case .scan(let scan, _): [scan.axis]
    case .table(_, let axis), .position(let axis), .cumulativeSum(_, let axis, _, _),
      .gather(_, let axis, _):
      [axis]
    case .broadcast(_, let axes), .reduce(_, _, let axes), .contract(_, _, let axes): axes
    case .rename(_, let from, let to): [from, to]
    case .scatterAdd(_, let axis, _, let over): [axis] + over
    case .cholesky(_, let row, let column), .solveTriangular(_, _, let row, let column, _),
      .solve(_, _, let row, let column, _), .logAbsDeterminant(_, let row, let column),
      .determinant(_, let row, let column):
      [row, column]
    }
  }
}

extension Op {
  /// True iff it is an input.
  public var isInput: Bool {
    if case .input = self { return true }
    return false
  }

  /// Whether one element follows from single elements of the operands, so that it can be computed
  /// where it is needed.
  public var isElementwise: Bool {
    switch self {
    case .input, .constant, .table, .position, .hole, .unary, .binary, .compare, .logical, .not,
      .select, .cast, .broadcast, .rename, .gather:
      true
    case .reduce, .contract, .cumulativeSum, .scatterAdd, .cholesky, .solveTriangular, .solve,
      .logAbsDeterminant, .determinant, .scan:
      false
    }
  }
}
