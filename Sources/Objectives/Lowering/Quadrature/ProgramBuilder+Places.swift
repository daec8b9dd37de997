import TensorIR

/// Which elements of a hole the elements of a value read.
enum HolePlaces: Hashable, Sendable {
  /// None.
  case none
  /// One each: at these positions, one for each axis of the hole.
  case one([ValueID])
  /// Several, or nobody knows.
  case several
}

extension ProgramBuilder {
  /// Tells which elements of a hole some values read, from the ops alone.
  mutating func places(of hole: ValueID, in values: [ValueID]) -> [HolePlaces] {
    guard let last = values.max(), hole <= last else { return values.map { _ in .none } }
    let depends = program.dependence(on: [hole], upTo: last)
    let isNeeded = program.ancestry(of: values, stoppingAt: [hole: hole])
    var known: [ValueID: HolePlaces] = [hole: .one(type(hole).axes.map { position($0) })]
    for index in Int(hole.index)...Int(last.index) where depends[index] && isNeeded[index] {
      let value = ValueID(index: Int32(index))
      if value == hole { continue }
      known[value] = places(of: program[value].op, known)
    }
    return values.map { known[$0] ?? .none }
  }

  /// The same for the result of an op, given its operands.
  private mutating func places(of op: Op, _ known: [ValueID: HolePlaces]) -> HolePlaces {
    let joint = joint(op.operands.map { known[$0] ?? .none })
    guard case .one(let places) = joint else { return joint }
    switch op {
    case .input, .constant, .table, .position, .hole, .unary, .binary, .compare, .logical, .not,
      .select, .cast, .broadcast:
      return joint
    case .rename(_, let from, let to):
      return .one(
        places.map { place in
          if place == position(from) { return position(to) }
          return has(place, from) ? rename(place, from: from, to: to) : place
        })
    case .reduce(_, _, let over), .contract(_, _, let over): return unless(places, read: over)
    case .cumulativeSum(_, let along, _, _): return unless(places, read: [along])
    case .gather(let x, let axis, let at):
      if known[at] != nil { return .several }
      guard known[x] != nil else { return .none }
      return .one(
        places.map { place in
          if place == position(axis) { return at }
          return has(place, axis) ? gather(place, axis: axis, at: at) : place
        })
    case .scatterAdd(_, let axis, let at, let over):
      if known[at] != nil { return .several }
      return unless(places.map { $0 == at ? position(axis) : $0 }, read: over)
    case .cholesky(_, let row, let column), .solveTriangular(_, _, let row, let column, _),
      .solve(_, _, let row, let column, _), .logAbsDeterminant(_, let row, let column),
      .determinant(_, let row, let column):
      return unless(places, read: [row, column])
    case .scan(let scan, _):
      // Elements stay apart in a loop that never names their axes.
      let axes = Set(places.flatMap { type($0).axes })
      let named = scan.body.program.nodes.reduce(into: Set([scan.axis])) {
        $0.formUnion($1.op.axes)
      }
      let isOwn = places.allSatisfy { place in
        if case .position = program[place].op { true } else { false }
      }
      return isOwn && axes.isDisjoint(with: named) ? joint : .several
    }
  }

  private func joint(_ parts: [HolePlaces]) -> HolePlaces {
    parts.reduce(.none) { result, part in
      if result == .none || result == part { return part }
      return part == .none ? result : .several
    }
  }

  private func unless(_ places: [ValueID], read axes: [AxisID]) -> HolePlaces {
    places.contains { place in axes.contains { has(place, $0) } } ? .several : .one(places)
  }

  private func has(_ value: ValueID, _ axis: AxisID) -> Bool { type(value).axes.contains(axis) }
}

/// A part of a sum: a value that is summed over some axes.
struct Summand: Hashable, Sendable {
  var value: ValueID
  var over: Set<AxisID> = []
}

extension ProgramBuilder {
  /// A value as a sum, as far as its ops show one.
  ///
  /// What depends on a hole and what does not are told apart, so that `c + sum(f(u[i]))` is taken
  /// to pieces down to `f(u[i])`.
  mutating func summands(of value: ValueID, dependingOn hole: ValueID) -> [Summand] {
    guard dependsOnAny(of: [hole], value) else { return [Summand(value: value)] }
    switch program[value].op {
    case .binary(.add, let x, let y):
      return summands(of: x, dependingOn: hole) + summands(of: y, dependingOn: hole)
    case .binary(.subtract, let x, let y):
      return summands(of: x, dependingOn: hole)
        + summands(of: y, dependingOn: hole).map { Summand(value: negate($0.value), over: $0.over) }
    case .unary(.negate, let x):
      return summands(of: x, dependingOn: hole).map {
        Summand(value: negate($0.value), over: $0.over)
      }
    case .binary(.multiply, let x, let y):
      let (factor, rest) = dependsOnAny(of: [hole], x) ? (y, x) : (x, y)
      if dependsOnAny(of: [hole], factor) { return [Summand(value: value)] }
      return each(of: rest, hole, apartFrom: [factor], else: value) { $0.multiply(factor, $1) }
    case .select(let condition, let x, let y):
      if dependsOnAny(of: [hole], condition) { return [Summand(value: value)] }
      let zero = constant(0)
      let first = each(of: x, hole, apartFrom: [condition], else: nil) {
        $0.select(condition, $1, zero)
      }
      let second = each(of: y, hole, apartFrom: [condition], else: nil) {
        $0.select(condition, zero, $1)
      }
      return first.isEmpty || second.isEmpty ? [Summand(value: value)] : first + second
    case .reduce(.sum, let x, let over):
      return summands(of: x, dependingOn: hole).map {
        Summand(value: $0.value, over: $0.over.union(over))
      }
    case .contract(let x, let y, let over):
      return [Summand(value: multiply(x, y), over: Set(over))]
    case .input, .constant, .table, .position, .hole, .unary, .binary, .compare, .logical, .not,
      .cast, .broadcast, .rename, .reduce, .cumulativeSum, .gather, .scatterAdd, .cholesky,
      .solveTriangular, .solve, .logAbsDeterminant, .determinant, .scan:
      return [Summand(value: value)]
    }
  }

  /// The summands of a value with something done to each; the whole where they are summed over an
  /// axis of what it is done with.
  private mutating func each(
    of value: ValueID, _ hole: ValueID, apartFrom others: [ValueID], else whole: ValueID?,
    _ apply: (inout ProgramBuilder, ValueID) -> ValueID
  ) -> [Summand] {
    let parts = summands(of: value, dependingOn: hole)
    let axes = Set(others.flatMap { type($0).axes })
    guard parts.allSatisfy({ axes.isDisjoint(with: $0.over) }) else {
      return whole.map { [Summand(value: $0)] } ?? []
    }
    return parts.map { Summand(value: apply(&self, $0.value), over: $0.over) }
  }
}
