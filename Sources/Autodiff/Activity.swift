import TensorIR

extension TensorProgram {
  /// Tells for each value up to `last` whether a change of one of the given values can change it.
  ///
  /// Only reals change continuously, and only through operands that have a derivative.
  func activity(from sources: some Sequence<ValueID>, upTo last: ValueID) -> [Bool] {
    var isActive = [Bool](repeating: false, count: Int(last.index) + 1)
    for source in sources where source <= last { isActive[Int(source.index)] = true }
    for index in isActive.indices where !isActive[index] && nodes[index].type.element == .real {
      isActive[index] = nodes[index].op.differentiableOperands.contains {
        isActive[Int($0.index)]
      }
    }
    return isActive
  }
}

extension Op {
  /// The operands on which it depends other than by steps.
  var differentiableOperands: [ValueID] {
    switch self {
    case .input, .constant, .table, .position, .hole, .compare, .logical, .not: []
    case .scan(let scan, _):
      zip(scan.operands, scan.body.program.inputs).filter { $1.type.element == .real }.map(\.0)
    case .unary(let f, let x): f.isStep ? [] : [x]
    case .binary(.floorDivide, _, _): []
    case .binary(_, let x, let y), .select(_, let x, let y), .contract(let x, let y, _),
      .solveTriangular(let x, let y, _, _, _), .solve(let x, let y, _, _, _):
      [x, y]
    case .cast(let x, let element): element == .real ? [x] : []
    case .broadcast(let x, _), .rename(let x, _, _), .reduce(_, let x, _),
      .cumulativeSum(let x, _, _, _), .gather(let x, _, _), .scatterAdd(let x, _, _, _),
      .cholesky(let x, _, _), .logAbsDeterminant(let x, _, _), .determinant(let x, _, _):
      [x]
    }
  }
}

extension Unary {
  /// True iff its derivative is zero wherever it has one.
  var isStep: Bool {
    switch self {
    case .sign, .floor, .ceiling, .round, .binade: true
    case .negate, .reciprocal, .absolute, .exp, .expm1, .log, .log1p, .sqrt, .square, .sin, .cos,
      .tan, .asin, .acos, .atan, .sinh, .cosh, .tanh, .asinh, .acosh, .atanh, .logistic,
      .softplus, .log1mExpNegative, .logGamma, .polygamma, .erf, .erfc, .normalCDF,
      .logNormalCDF, .inverseNormalCDF:
      false
    }
  }
}
