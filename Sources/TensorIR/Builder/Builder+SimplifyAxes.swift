import ScalarMath

/// Identities of ops that add, rename and remove axes.
extension ProgramBuilder {
  mutating func simplifiedBroadcast(_ x: ValueID, _ along: [AxisID]) -> ValueID? {
    if along.isEmpty { return x }
    guard case .broadcast(let inner, let earlier) = program[x].op else { return nil }
    return append(.broadcast(inner, along: (earlier + along).sorted()))
  }

  mutating func simplifiedRename(_ x: ValueID, _ from: AxisID, _ to: AxisID) -> ValueID? {
    if from == to { return x }
    switch program[x].op {
    case .rename(let inner, let first, from): return rename(inner, from: first, to: to)
    case .broadcast(let inner, let along) where along.contains(from):
      return append(.broadcast(inner, along: along.map { $0 == from ? to : $0 }.sorted()))
    default: return nil
    }
  }

  mutating func simplifiedReduce(
    _ reduction: Reduction, _ x: ValueID, _ over: [AxisID]
  ) -> ValueID? {
    if over.isEmpty { return x }
    guard type(x).element == .real else { return nil }
    switch program[x].op {
    case .broadcast(let inner, let along):
      return reducedRepetition(reduction, inner, along: along, over)
    case .reduce(reduction, let inner, let earlier) where reduction != .logSumExp:
      return append(.reduce(reduction, inner, over: (earlier + over).sorted()))
    default: return reduction == .sum ? simplifiedSum(x, over) : nil
    }
  }

  /// Sums of products need no memory for the products.
  private mutating func simplifiedSum(_ x: ValueID, _ over: [AxisID]) -> ValueID? {
    switch program[x].op {
    case .unary(.negate, let inner):
      let total = append(.reduce(.sum, inner, over: over))
      return negate(total)
    case .unary(.square, let inner): return append(.contract(inner, inner, over: over))
    case .binary(.multiply, let left, let right):
      let (ours, theirs) = (Set(type(left).axes), Set(type(right).axes))
      let shared = over.filter { ours.contains($0) && theirs.contains($0) }
      if shared.isEmpty { return nil }
      let contraction = append(.contract(left, right, over: shared))
      return append(.reduce(.sum, contraction, over: over.filter { !shared.contains($0) }))
    case .contract(let left, let right, let earlier):
      let (ours, theirs) = (Set(type(left).axes), Set(type(right).axes))
      let shared = over.filter { ours.contains($0) && theirs.contains($0) }
      if shared.isEmpty { return nil }
      let contraction = append(.contract(left, right, over: (earlier + shared).sorted()))
      return append(.reduce(.sum, contraction, over: over.filter { !shared.contains($0) }))
    default: return nil
    }
  }

  /// The reduction of a value that repeats along some axes, over those and perhaps others.
  private mutating func reducedRepetition(
    _ reduction: Reduction, _ x: ValueID, along: [AxisID], _ over: [AxisID]
  ) -> ValueID? {
    let repeated = along.filter { over.contains($0) }
    let count = program.count(repeated)
    if repeated.isEmpty || count == 0 { return nil }
    let own = append(.reduce(reduction, x, over: over.filter { !repeated.contains($0) }))
    let wide = append(.broadcast(own, along: along.filter { !repeated.contains($0) }))
    switch reduction {
    case .minimum, .maximum: return wide
    case .sum:
      let size = constant(Double(count))
      return multiply(wide, size)
    case .logSumExp:
      let size = constant(.log(Double(count)))
      return add(wide, size)
    case .product:
      let size = constant(Double(count))
      return binary(.power, wide, size)
    }
  }
}
