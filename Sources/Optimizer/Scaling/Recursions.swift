import TensorIR

/// The loops of a program that may be recursions of log-sum-exp: those with one carry of which only
/// the end is wanted.
struct Recursions {
  /// What the end of a loop is wanted for.
  enum Use {
    /// The states are summed over at once.
    case total
    /// Each state matters by itself.
    case states
  }

  private var uses: [ValueID: Use] = [:]

  var isEmpty: Bool { uses.isEmpty }

  init(_ program: TensorProgram) {
    var kept: Set<Scan> = []
    var ends: [ValueID] = []
    for (index, node) in program.nodes.enumerated() {
      guard case .scan(let scan, let result) = node.op else { continue }
      switch result {
      case .each: kept.insert(scan)
      case .final: ends.append(ValueID(index: Int32(index)))
      }
    }
    ends.removeAll { end in
      guard case .scan(let scan, _) = program[end].op else { return true }
      return kept.contains(scan) || !scan.isSumOfExponentials
    }
    guard !ends.isEmpty else { return }
    let users = program.users
    for end in ends {
      guard case .scan(let scan, _) = program[end].op else { continue }
      let states = scan.body.statesOfCarry
      uses[end] = program.isSummed(end, over: states, users) ? .total : .states
    }
  }

  func use(of end: ValueID) -> Use? { uses[end] }
}

extension Scan {
  /// Whether the loop has one real carry, and steps that add up exponentials.
  fileprivate var isSumOfExponentials: Bool {
    body.carryCount == 1 && body.program.inputs[0].type.element == .real
      && body.program.nodes.contains {
        if case .reduce(.logSumExp, _, _) = $0.op { true } else { false }
      }
  }
}

extension ScanBody {
  /// The axes of the carry that steps sum over or rename; along the others there is a loop of its
  /// own for each member.
  fileprivate var statesOfCarry: Set<AxisID> {
    let carry = inputValues[0]
    var depends: [Bool] = []
    var result: Set<AxisID> = []
    for (index, node) in program.nodes.enumerated() {
      let value = ValueID(index: Int32(index))
      let isDependent = value == carry || node.op.operands.contains { depends[Int($0.index)] }
      depends.append(isDependent)
      if isDependent { result.formUnion(node.op.statesTaken) }
    }
    return result.intersection(program.inputs[0].type.axes)
  }
}

extension Op {
  /// The axes that the op sums over or renames.
  var statesTaken: [AxisID] {
    switch self {
    case .reduce(_, _, let over): over
    case .rename(_, let from, _): [from]
    case .input, .constant, .table, .position, .hole, .unary, .binary, .compare, .logical, .not,
      .select, .cast, .broadcast, .contract, .cumulativeSum, .gather, .scatterAdd, .cholesky,
      .solveTriangular, .solve, .logAbsDeterminant, .determinant, .scan:
      []
    }
  }
}

extension TensorProgram {
  /// The values that read each value; an output counts as `nil`.
  fileprivate var users: [[ValueID?]] {
    var result: [[ValueID?]] = nodes.map { _ in [] }
    for (index, node) in nodes.enumerated() {
      for operand in Set(node.op.operands) {
        result[Int(operand.index)].append(ValueID(index: Int32(index)))
      }
    }
    for output in outputs { result[Int(output.value.index)].append(nil) }
    return result
  }

  /// Whether nothing is read of a value but the log-sum-exp over the given axes.
  fileprivate func isSummed(
    _ value: ValueID, over axes: Set<AxisID>, _ users: [[ValueID?]]
  ) -> Bool {
    axes.isEmpty
      || users[Int(value.index)].allSatisfy { user in
        guard let user, case .reduce(.logSumExp, _, let over) = self[user].op else {
          return false
        }
        return isSummed(user, over: axes.subtracting(over), users)
      }
  }
}
