import TensorIR

/// What the values of a step that is being written cost, inside and outside of the loop.
struct ScanCosts {
  private let placement: ScanPlacement
  private let dependsOnCarry: [Bool]
  private let isCostlyInside: [Bool]
  private let axis: AxisID
  private let limit: Int

  /// Looks at a step with the given carries.
  init(_ program: TensorProgram, carries: [ScanCarry], along axis: AxisID) {
    self.axis = axis
    let limit = carries.map { program.count(program[$0.hole].type) }.max() ?? 0
    self.limit = limit
    let placement = ScanPlacement(program, along: axis, limit: limit)
    self.placement = placement
    var depends = [Bool](repeating: false, count: program.nodes.count)
    for carry in carries { depends[Int(carry.hole.index)] = true }
    var isCostly = depends.map { _ in false }
    for (index, node) in program.nodes.enumerated() {
      let operands = node.op.operands.map { Int($0.index) }
      depends[index] = depends[index] || operands.contains { depends[$0] }
      let isInside =
        depends[index] || placement.isComputedInside(ValueID(index: Int32(index)))
      guard isInside else { continue }
      let isOwn = !depends[index] && node.op.isCostly
      isCostly[index] = isOwn || operands.contains { isCostly[$0] }
    }
    dependsOnCarry = depends
    isCostlyInside = isCostly
  }

  /// Whether a value needs costly ones that the loop computes in any case.
  func isCostly(_ value: ValueID) -> Bool {
    dependsOnCarry[Int(value.index)] && isCostlyInside[Int(value.index)]
  }

  /// Whether keeping a value of the step costs less than computing it again.
  func isWorthKeeping(_ value: ValueID, _ builder: ProgramBuilder) -> Bool {
    let node = builder.program[value]
    return !node.op.isElementwise && builder.program.count(node.type.removing(axis)) <= limit
  }
}

extension Op {
  /// Whether an element costs much more than an element of memory.
  fileprivate var isCostly: Bool {
    switch self {
    case .unary(let f, _):
      switch f {
      case .negate, .absolute, .sign, .floor, .ceiling, .round, .binade, .square: false
      default: true
      }
    case .binary(let f, _, _):
      switch f {
      case .add, .subtract, .multiply, .minimum, .maximum: false
      case .divide, .power, .atan2, .xLogY, .logAddExp, .logBeta, .logBesselI, .floorDivide,
        .modulo:
        true
      }
    case .input, .constant, .table, .position, .hole, .compare, .logical, .not, .select, .cast,
      .broadcast, .rename, .gather:
      false
    case .reduce, .contract, .cumulativeSum, .scatterAdd, .cholesky, .solveTriangular, .solve,
      .logAbsDeterminant, .determinant, .scan:
      true
    }
  }
}
