import TensorIR

/// Writes values as sums of coefficients times statistics of one variable, where they are that.
///
/// It reads ops and nothing else: what is not provably such a sum has no expansion. The variable
/// stands in the program as a hole.
struct Expander {
  var builder: ProgramBuilder
  let hole: ValueID
  let support: Support
  /// For each value so far, whether it depends on the hole.
  private var isOpen: [Bool] = []
  private var known: [ValueID: [Term]?] = [:]

  /// Values with more terms than this are given up; a density has a few.
  static let termLimit = 200

  init(_ builder: ProgramBuilder, hole: ValueID, support: Support) {
    self.builder = builder
    self.hole = hole
    self.support = support
  }

  /// The holes of matrices that are integrated over later: a Gaussian whose precision depends on
  /// one of them goes with it.
  var matrices: Set<ValueID> = []

  private var isMatrix: Bool { if case .matrix = support { true } else { false } }

  /// Whether a value depends on the variable.
  mutating func depends(_ value: ValueID) -> Bool {
    for index in isOpen.count..<max(isOpen.count, Int(value.index) + 1) {
      let operands = builder.program.nodes[index].op.operands
      isOpen.append(index == Int(hole.index) || operands.contains { isOpen[Int($0.index)] })
    }
    return isOpen[Int(value.index)]
  }

  /// The terms of a real value, `nil` if it is no such sum; those of zero are none.
  mutating func terms(of value: ValueID) -> [Term]? {
    // Operands first and in order, so that a long program needs no deep recursion.
    guard depends(value) else { return constantTerms(value) }
    if let found = known[value] { return found }
    var needed: Set<ValueID> = [value]
    for index in (hole.index...value.index).reversed() {
      let id = ValueID(index: index)
      guard needed.contains(id), known[id] == nil else { continue }
      needed.formUnion(builder.program[id].op.operands.filter { depends($0) })
    }
    for id in needed.sorted() where known[id] == nil {
      let result = builder.type(id).element == .real ? expand(id) : nil
      known[id] = .some(result)
    }
    return known[value] ?? nil
  }

  private func constantTerms(_ value: ValueID) -> [Term] {
    builder.uniformValue(value) == 0 ? [] : [Term(value)]
  }

  private mutating func expand(_ value: ValueID) -> [Term]? {
    let axes = builder.type(value).axes
    if value == hole {
      return [
        Term(builder.constant(1), [Atom(statistic: .power(1), sites: axes.map { .along($0) })])
      ]
    }
    let op = builder.program[value].op
    if let constant = withConstantOperands(op) { return constantTerms(constant) }
    switch op {
    case .unary(let f, let x): return expandUnary(f, x)
    case .binary(let f, let x, let y): return expandBinary(f, x, y)
    case .select(let condition, let x, let y): return expandSelect(condition, x, y)
    case .broadcast(let x, _): return terms(of: x)
    case .rename(let x, let from, let to):
      return terms(of: x)?.map { renamed($0, from: from, to: to) }
    case .reduce(.sum, let x, let over):
      return terms(of: x)?.map { summed($0, over: over) }.merged(in: &builder)
    case .contract(let x, let y, let over):
      return product(terms(of: x), terms(of: y))?.map { summed($0, over: over) }.merged(
        in: &builder)
    case .gather(let x, let axis, let at):
      return depends(at) ? nil : terms(of: x)?.map { gathered($0, axis: axis, at: at) }
    case .scatterAdd(let x, let axis, let at, let over):
      return depends(at) ? nil : terms(of: x)?.map { scattered($0, axis: axis, at: at, over: over) }
    case .cumulativeSum(let x, let axis, let exclusive, let reversed):
      return terms(of: x)?.map {
        cumulated($0, along: axis, exclusive: exclusive, reversed: reversed)
      }
    case .cholesky(let m, let row, let column): return expandCholesky(m, row, column)
    case .solveTriangular(let m, let b, let row, let column, let transposed):
      return expandSystem(m, b, row, column, transposed: transposed) { m, b in
        .solveTriangular(m, b, row: row, column: column, transposed: transposed)
      }
    case .solve(let m, let b, let row, let column, false) where isMatrix && depends(m):
      return expandSystem(ofMatrix: m, b, row, column)
    case .solve(let m, let b, let row, let column, let transposed):
      return expandSystem(m, b, row, column, transposed: transposed) { m, b in
        .solve(m, b, row: row, column: column, transposed: transposed)
      }
    case .logAbsDeterminant(let m, let row, let column):
      return expandLogDeterminant(m, row, column)
    case .input, .constant, .table, .position, .compare, .logical, .not, .cast, .reduce,
      .determinant, .hole, .scan:
      return nil
    }
  }

  /// The op on values that do not depend on the variable, if it only seemed to.
  private mutating func withConstantOperands(_ op: Op) -> ValueID? {
    var replaced: [ValueID: ValueID] = [:]
    for operand in op.operands where depends(operand) {
      let constant: ValueID?
      if builder.type(operand).element == .boolean {
        constant = condition(operand)
      } else if let terms = terms(of: operand), terms.allSatisfy(\.isConstant) {
        let value = terms.first?.coefficient ?? builder.constant(0)
        constant = builder.spread(value, along: builder.type(operand).axes)
      } else {
        constant = nil
      }
      guard let constant else { return nil }
      replaced[operand] = constant
    }
    return builder.rewrite(op.mapOperands { replaced[$0] ?? $0 })
  }

  /// The condition without the variable: the sign of c v^k is that of c where v is positive.
  mutating func condition(_ value: ValueID) -> ValueID? {
    guard depends(value) else { return value }
    switch builder.program[value].op {
    case .compare(let relation, let x, let y):
      guard relation == .less || relation == .lessOrEqual, support.isPositive,
        let left = terms(of: x), let right = terms(of: y)
      else { return nil }
      let zero = builder.constant(0)
      if left.isEmpty, let c = monomial(right)?.coefficient {
        return builder.compare(relation, zero, c)
      }
      if right.isEmpty, let c = monomial(left)?.coefficient {
        return builder.compare(relation, c, zero)
      }
      return nil
    case .logical(let op, let x, let y):
      guard let a = condition(x), let b = condition(y) else { return nil }
      return builder.append(.logical(op, a, b))
    case .not(let x): return condition(x).map { builder.append(.not($0)) }
    case .broadcast(let x, let along):
      return condition(x).map { builder.append(.broadcast($0, along: along)) }
    case .rename(let x, let from, let to):
      return condition(x).map {
        builder.type($0).axes.contains(from) ? builder.rename($0, from: from, to: to) : $0
      }
    case .input, .hole, .scan, .constant, .table, .position, .unary, .binary, .select, .cast,
      .reduce, .contract,
      .cumulativeSum, .gather, .scatterAdd, .cholesky, .solveTriangular, .solve,
      .logAbsDeterminant, .determinant:
      return nil
    }
  }
}

extension [Term] {
  /// Adds up the coefficients of terms of one shape and drops zeros.
  func merged(in builder: inout ProgramBuilder) -> [Term] {
    var result: [Term] = []
    var indices: [Term.Shape: Int] = [:]
    for term in self where builder.uniformValue(term.coefficient) != 0 {
      if let index = indices[term.shape] {
        result[index].coefficient = builder.add(result[index].coefficient, term.coefficient)
      } else {
        indices[term.shape] = result.count
        result.append(term)
      }
    }
    return result.filter { builder.uniformValue($0.coefficient) != 0 }
  }
}
