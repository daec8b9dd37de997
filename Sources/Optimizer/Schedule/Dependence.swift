import TensorIR

/// What each value of a program depends on.
struct Dependence {
  /// Whether an output needs the value.
  private(set) var isLive: [Bool]
  /// Whether it needs no parameter.
  private(set) var isFixed: [Bool]
  /// Whether it needs neither parameters nor data.
  private(set) var isConstant: [Bool]
  /// The number of operations to compute it where it is read, beyond loads.
  private(set) var weight: [Int]

  /// - Parameter hasFixed: whether what needs no parameter can be computed before a run.
  init(of program: TensorProgram, hasFixed: Bool = true) {
    let count = program.nodes.count
    isLive = [Bool](repeating: false, count: count)
    isFixed = isLive
    isConstant = isLive
    weight = [Int](repeating: 0, count: count)
    for output in program.outputs { isLive[Int(output.value.index)] = true }
    for index in (0..<count).reversed() where isLive[index] {
      for operand in program.nodes[index].op.operands { isLive[Int(operand.index)] = true }
    }
    for (index, node) in program.nodes.enumerated() {
      let operands = node.op.operands.map { Int($0.index) }
      isFixed[index] = hasFixed && operands.allSatisfy { isFixed[$0] }
      isConstant[index] = hasFixed && operands.allSatisfy { isConstant[$0] }
      if case .input(let input) = node.op {
        isFixed[index] = program[input].role == .data
        isConstant[index] = false
      }
      if node.op.isElementwise {
        weight[index] = min(1000, node.op.weight + operands.reduce(0) { $0 + weight[$1] })
      }
    }
  }
}

extension Op {
  /// True iff it is a result of a loop.
  var isScan: Bool {
    if case .scan = self { return true }
    return false
  }

  /// True iff it only gives other names to the elements of its operand.
  var isView: Bool {
    switch self {
    case .broadcast, .rename: true
    case .input, .constant, .table, .position, .unary, .binary, .compare, .logical, .not, .select,
      .cast, .gather, .reduce, .contract, .cumulativeSum, .scatterAdd, .cholesky,
      .solveTriangular, .solve, .logAbsDeterminant, .determinant, .hole, .scan:
      false
    }
  }

  /// Roughly the cost of one element, in additions.
  var weight: Int {
    switch self {
    case .input, .constant, .table, .position, .hole, .broadcast, .rename: 0
    case .compare, .logical, .not, .select, .cast: 1
    case .unary(let f, _): f.weight
    case .binary(let f, _, _): f.weight
    case .gather: 3
    case .reduce, .cumulativeSum: 1
    case .contract: 2
    case .scatterAdd: 4
    case .cholesky, .solveTriangular, .solve, .logAbsDeterminant, .determinant, .scan: 8
    }
  }
}

extension Unary {
  fileprivate var weight: Int {
    switch self {
    case .negate, .absolute, .sign, .floor, .ceiling, .round, .binade, .square: 1
    case .reciprocal, .sqrt: 6
    case .exp, .expm1, .log, .log1p, .sin, .cos, .tan, .asin, .acos, .atan, .sinh, .cosh, .tanh,
      .asinh, .acosh, .atanh, .logistic, .softplus, .log1mExpNegative, .erf, .erfc:
      12
    case .logGamma, .polygamma, .normalCDF, .logNormalCDF, .inverseNormalCDF: 30
    }
  }
}

extension Binary {
  fileprivate var weight: Int {
    switch self {
    case .add, .subtract, .multiply, .minimum, .maximum: 1
    case .divide, .floorDivide, .modulo: 6
    case .power, .atan2, .xLogY, .logAddExp: 20
    case .logBeta, .logBesselI: 60
    }
  }
}
