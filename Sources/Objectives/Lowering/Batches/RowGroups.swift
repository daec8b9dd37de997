import TensorIR

/// Splits the rows of a batch into two groups: those whose state of a variable is known, which come
/// first, and the others. Where it is known, sums over the states are the term of that state, so
/// nothing is computed for the others.
///
/// Only what has rows and states is written once for each group, and what is computed from it up to
/// the sum over the rows. All else stays whole, and groups read slices of it.
struct RowGroups {
  /// Some rows, one after the other.
  struct Group {
    let axis: AxisID
    let start: Int
    let isKnown: Bool
  }
  let rows: AxisID
  let groups: [Group]
  /// The axes of the states of the variable.
  let states: Set<AxisID>

  /// Values that have become others.
  private enum Image {
    case whole(ValueID)
    /// One for each group.
    case parts([ValueID])
  }
  private var images: [ValueID: Image] = [:]

  init(rows: AxisID, groups: [Group], states: Set<AxisID>) {
    self.rows = rows
    self.groups = groups
    self.states = states
  }

  /// A value without rows written anew; `nil` if some op on the way joins rows of both groups.
  mutating func split(_ value: ValueID, in builder: inout ProgramBuilder) -> ValueID? {
    let isNeeded = builder.program.ancestry(of: [value], stoppingAt: [ValueID: Image]())
    for index in isNeeded.indices where isNeeded[index] {
      let value = ValueID(index: Int32(index))
      let node = builder.program[value]
      let hasBoth = node.type.axes.contains(rows) && !states.isDisjoint(with: node.type.axes)
      let isSplit = node.op.operands.contains { operand in
        if case .parts = images[operand] { true } else { false }
      }
      if isSplit || hasBoth {
        guard let image = write(node.op, in: &builder) else { return nil }
        images[value] = image
      } else {
        let op = node.op.mapOperands { whole($0) }
        images[value] = .whole(op == node.op ? value : builder.append(op))
      }
    }
    guard case .whole(let result) = images[value] else { return nil }
    return result
  }

  private func whole(_ value: ValueID) -> ValueID {
    if case .whole(let image) = images[value] { return image }
    return value
  }

  /// An op on parts.
  private mutating func write(_ op: Op, in builder: inout ProgramBuilder) -> Image? {
    switch op {
    case .unary, .binary, .compare, .logical, .not, .select, .cast: break
    case .broadcast(_, let along):
      return .parts(
        groups.map { group in
          let axes = along.map { $0 == rows ? group.axis : $0 }.sorted()
          return builder.append(
            .broadcast(part(of: op.operands[0], group, in: &builder), along: axes))
        })
    case .rename(_, let from, let to): if from == rows || to == rows { return nil }
    case .cumulativeSum(_, let axis, _, _), .gather(_, let axis, _):
      if axis == rows { return nil }
    case .reduce(let reduction, let x, let over):
      if reduction == .sum { return reduced([x], by: .sum, over, in: &builder) }
      if over.contains(rows) { return nil }
      if reduction == .logSumExp { return reduced([x], by: .logSumExp, over, in: &builder) }
    case .contract(let x, let y, let over):
      return reduced([x, y], by: .sum, over, in: &builder)
    case .input, .constant, .table, .position, .hole, .scatterAdd, .cholesky, .solveTriangular,
      .solve, .logAbsDeterminant, .determinant, .scan:
      return nil
    }
    return .parts(
      groups.map { group in
        let parts = op.operands.map { part(of: $0, group, in: &builder) }
        let images = Dictionary(zip(op.operands, parts)) { first, _ in first }
        return builder.append(op.mapOperands { images[$0] ?? $0 })
      })
  }

  /// A reduction of the product of each group's parts; over the rows, the groups are added up.
  private mutating func reduced(
    _ operands: [ValueID], by reduction: Reduction, _ over: [AxisID],
    in builder: inout ProgramBuilder
  ) -> Image {
    var results: [ValueID] = []
    for group in groups {
      var parts = operands.map { part(of: $0, group, in: &builder) }
      var axes = over.map { $0 == rows ? group.axis : $0 }
      if group.isKnown {
        for axis in axes where states.contains(axis) {
          guard let known = builder.knownPosition(along: axis, in: parts, of: reduction) else {
            continue
          }
          let state = builder.cast(known.value, to: .integer)
          let position = known.offset.map { builder.subtract(state, $0) } ?? state
          parts = builder.elements(of: parts, along: axis, at: position)
          axes.removeAll { $0 == axis }
        }
      }
      results.append(
        reduction == .sum
          ? builder.sum(ofProduct: parts, over: axes.sorted())
          : builder.reduce(
            reduction, builder.widen(parts[0], to: TensorType(.real, axes)), over: axes.sorted()))
    }
    guard over.contains(rows) else { return .parts(results) }
    return .whole(results.dropFirst().reduce(results[0]) { builder.add($0, $1) })
  }

  /// What a group sees of a value.
  private func part(
    of value: ValueID, _ group: Group, in builder: inout ProgramBuilder
  ) -> ValueID {
    switch images[value] {
    case .parts(let parts):
      return groups.firstIndex { $0.axis == group.axis }.map { parts[$0] } ?? value
    case .whole(let image): return slice(image, group, in: &builder)
    case nil: return slice(value, group, in: &builder)
    }
  }

  /// The rows of a group.
  private func slice(
    _ value: ValueID, _ group: Group, in builder: inout ProgramBuilder
  ) -> ValueID {
    guard builder.type(value).axes.contains(rows) else { return value }
    let count = builder.program[group.axis].size
    switch builder.program[value].op {
    case .table(let numbers, _):
      let own = Array(numbers[group.start..<group.start + count])
      if let first = own.first, own.allSatisfy({ $0 == first }) {
        return builder.uniform(first, TensorType(.real, [group.axis]))
      }
      return builder.append(.table(own, along: group.axis))
    case .cast(let x, let element):
      return builder.cast(slice(x, group, in: &builder), to: element)
    case .not(let x): return builder.append(.not(slice(x, group, in: &builder)))
    case .broadcast(let x, let along):
      let axes = along.map { $0 == rows ? group.axis : $0 }.sorted()
      return builder.append(.broadcast(slice(x, group, in: &builder), along: axes))
    default:
      let start = builder.cast(builder.constant(Double(group.start)), to: .integer)
      let position = builder.position(group.axis)
      return builder.gather(
        value, axis: rows, at: group.start == 0 ? position : builder.add(position, start))
    }
  }
}
