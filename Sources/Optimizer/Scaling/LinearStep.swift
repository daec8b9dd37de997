import TensorIR

/// A step of a recursion of log-sum-exp, as it is being written without logarithms.
struct LinearStep {
  /// What the loop carries in place of the message.
  let carry: ValueID
  /// The axes of the message that the step sums over or renames.
  let states: [AxisID]
  /// Where there is a step at all, if not everywhere.
  let mask: ValueID?
  /// What was taken out of exponents.
  private(set) var shifts: [ValueID] = []
  /// The sum of the ranges of the exponents of transitions.
  private(set) var spread: ValueID?

  private let message: ValueID
  private let next: ValueID
  private let axis: AxisID
  private let dependence: [Bool]

  /// A value of the step, with the axes that are states of the message that it began with.
  private struct Factor {
    let value: ValueID
    let old: Set<AxisID>
  }

  /// Looks at a step along an axis that makes `next` of `message`.
  init(
    message: ValueID, next: ValueID, along axis: AxisID, in builder: inout ProgramBuilder
  ) {
    let program = builder.program
    let dependence = program.dependence(on: [message], upTo: next)
    self.message = message
    self.axis = axis
    self.dependence = dependence
    if case .select(let condition, let value, message) = program[next].op {
      (mask, self.next) = (condition, value)
    } else if case .select(let condition, message, let value) = program[next].op {
      (mask, self.next) = (builder.append(.not(condition)), value)
    } else {
      (mask, self.next) = (nil, next)
    }
    let isNeeded = program.ancestry(of: [next], stoppingAt: [message: ()])
    let taken = program.nodes.indices.filter { $0 < isNeeded.count && isNeeded[$0] }
      .filter { dependence[$0] && $0 != Int(message.index) }
      .reduce(into: Set<AxisID>()) { $0.formUnion(program.nodes[$1].op.statesTaken) }
    states = builder.type(message).axes.filter { taken.contains($0) }
    carry = builder.hole("share", builder.type(message))
  }

  /// Writes the product that takes the place of the next message; nil if the step is no recursion
  /// of log-sum-exp.
  mutating func product(in builder: inout ProgramBuilder) -> ValueID? {
    factor(next, in: &builder)?.value
  }

  private mutating func factor(_ value: ValueID, in builder: inout ProgramBuilder) -> Factor? {
    if value == message { return Factor(value: carry, old: Set(states)) }
    switch builder.program[value].op {
    case .binary(.add, let x, let y) where !depends(y):
      return product(of: x, y, in: &builder)
    case .binary(.add, let x, let y) where !depends(x):
      return product(of: y, x, in: &builder)
    case .binary(.subtract, let x, let y) where !depends(y):
      return product(of: x, builder.negate(y), in: &builder)
    case .reduce(.logSumExp, let x, let over):
      guard let part = factor(x, in: &builder) else { return nil }
      return Factor(value: builder.sum(part.value, over: over), old: part.old.subtracting(over))
    case .rename(let x, let from, let to):
      guard let part = factor(x, in: &builder) else { return nil }
      let old = part.old.contains(from) ? part.old.subtracting([from]).union([to]) : part.old
      return Factor(value: builder.rename(part.value, from: from, to: to), old: old)
    case .broadcast(let x, let along):
      guard let part = factor(x, in: &builder) else { return nil }
      return Factor(value: builder.append(.broadcast(part.value, along: along)), old: part.old)
    case .input, .constant, .table, .position, .hole, .unary, .binary, .compare, .logical, .not,
      .select, .cast, .reduce, .contract, .cumulativeSum, .gather, .scatterAdd, .cholesky,
      .solveTriangular, .solve, .logAbsDeterminant, .determinant, .scan:
      return nil
    }
  }

  /// Multiplies by exp of what does not depend on the message, without its largest element.
  private mutating func product(
    of value: ValueID, _ exponent: ValueID, in builder: inout ProgramBuilder
  ) -> Factor? {
    guard let part = factor(value, in: &builder) else { return nil }
    let plates = Set(builder.type(message).axes).subtracting(states).union([axis])
    let own = builder.type(exponent).axes.filter { !plates.contains($0) }
    let level = builder.level(of: exponent, over: own)
    shifts.append(level)
    if own.contains(where: { part.old.contains($0) }) {
      widenSpread(by: exponent, over: own, in: &builder)
    }
    let weight = builder.unary(.exp, builder.subtract(exponent, level))
    return Factor(value: builder.multiply(part.value, weight), old: part.old)
  }

  private mutating func widenSpread(
    by exponent: ValueID, over axes: [AxisID], in builder: inout ProgramBuilder
  ) {
    let largest = builder.reduce(.maximum, exponent, over: axes)
    let least = builder.reduce(.minimum, exponent, over: axes)
    let range = builder.subtract(largest, least)
    let widest = builder.reduce(.maximum, range, over: builder.type(range).axes)
    spread = spread.map { builder.add($0, widest) } ?? widest
  }

  private func depends(_ value: ValueID) -> Bool {
    Int(value.index) < dependence.count && dependence[Int(value.index)]
  }
}
