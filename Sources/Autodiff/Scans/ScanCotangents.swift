import TensorIR

extension ProgramBuilder {
  /// What the results of a loop pass on to its active operands, given their own cotangents.
  ///
  /// The cotangents of the carries are carried by another loop, from the last step to the first,
  /// which reads the carries from the first loop. What all steps pass on to an operand is summed
  /// after that loop, from its carries, unless the loop has to compute costly parts of it anyway:
  /// then it carries the sum.
  mutating func contributions(
    of scan: Scan, _ given: [ScanResult: ValueID], to isActive: [Bool]
  ) -> [Contribution] {
    var reverse = ReverseScan(scan, given, to: isActive, in: &self)
    reverse.writeLoop(in: &self)
    return reverse.contributions(in: &self)
  }
}

/// The loop that carries the cotangents of another loop's carries.
private struct ReverseScan {
  private let scan: Scan
  /// What the last step hands to the first of this loop, for each carry.
  private var carries: [ScanCarry] = []
  /// The carries of the first loop that belong to those of this one.
  private var carried: [Int] = []
  /// The cotangents of carries that no step changes, and those carries.
  private var unchanged: [Contribution] = []
  private var terms: [Term] = []
  private var written: WrittenScan?

  /// What every step passes on to an operand.
  private struct Term {
    let operand: ValueID
    let isSlice: Bool
    /// Depends on the holes of the carries.
    var each: ValueID
    var place = Place.after

    enum Place {
      /// Computed after the loop from its carries.
      case after
      /// Kept by the loop at each step.
      case kept
      /// Carried as a sum.
      case carried(Int)
    }
  }

  init(
    _ scan: Scan, _ given: [ScanResult: ValueID], to isActive: [Bool],
    in builder: inout ProgramBuilder
  ) {
    self.scan = scan
    let body = scan.body
    let takes = zip(scan.operands, body.program.inputs).map { operand, input in
      input.type.element == .real && isActive[Int(operand.index)]
    }
    let isMoving = zip(body.carriesChanging(with: takes), body.carriesChanging(given.keys))
      .map { $0 && $1 }
    let unrolled = builder.unroll(
      scan, isMoving + takes.dropFirst(body.carryCount), repeating: true)
    var seeds: [(value: ValueID, cotangent: ValueID)] = []
    var targets: [ValueID] = []
    var holes: [ValueID] = []
    for index in 0..<body.carryCount where isMoving[index] {
      let input = body.program.inputs[index]
      let hole = builder.hole(input.name, input.type)
      holes.append(hole)
      carried.append(index)
      seeds.append((unrolled.values[Int(body.next[index].index)], hole))
      if let value = unrolled.inputs[index] { targets.append(value) }
    }
    for value in body.program.nodes.indices.map({ ValueID(index: Int32($0)) }) {
      guard let cotangent = given[.each(value)] else { continue }
      seeds.append((unrolled.values[Int(value.index)], cotangent))
    }
    var operands: [(operand: ValueID, value: ValueID, isSlice: Bool)] = []
    for index in scan.operands.indices.dropFirst(body.carryCount) {
      let operand = scan.operands[index]
      guard takes[index], let value = unrolled.inputs[index] else { continue }
      targets.append(value)
      operands.append((operand, value, body.isSlice(index)))
    }
    let pulled = builder.pullBack(seeds, to: targets, stoppingThere: true)
    let zero = builder.constant(0)
    let next = carried.map { unrolled.inputs[$0].flatMap { pulled[$0] } ?? zero }
    let passing = operands.filter { pulled[$0.value] != nil }
    let parts = passing.map { pulled[$0.value] ?? zero }
    var values = builder.substitute(unrolled.replacements, in: next + parts)
    let initial = carried.map { given[.final($0)] ?? zero }
    // Where a sum is carried, its cotangent stays the same.
    let isFixed = zip(holes, values).map { $0 == $1 }
    var fixed: [ValueID: ValueID] = [:]
    for (position, hole) in holes.enumerated() where isFixed[position] {
      fixed[hole] = initial[position]
      unchanged.append(
        Contribution(operand: scan.operands[carried[position]], cotangent: initial[position]))
    }
    values = builder.substitute(fixed, in: values)
    for (position, hole) in holes.enumerated() where !isFixed[position] {
      carries.append(
        ScanCarry(hole: hole, initial: initial[position], next: values[position]))
    }
    for (part, each) in zip(passing, values.dropFirst(holes.count)) {
      terms.append(Term(operand: part.operand, isSlice: part.isSlice, each: each))
    }
    carried = zip(carried, isFixed).filter { !$1 }.map(\.0)
  }

  /// Writes the loop, with the sums and the values that it keeps.
  mutating func writeLoop(in builder: inout ProgramBuilder) {
    guard !carries.isEmpty else { return }
    let holes = carries.map(\.hole)
    let costs = ScanCosts(builder.program, carries: carries, along: scan.axis)
    for index in terms.indices where costs.isCostly(terms[index].each) {
      if terms[index].isSlice {
        terms[index].place = .kept
        continue
      }
      terms[index].place = .carried(carries.count)
      let type = builder.type(terms[index].each).removing(scan.axis)
      let hole = builder.hole("sum\(carries.count - holes.count)", type)
      let zero = builder.constant(0)
      carries.append(
        ScanCarry(hole: hole, initial: zero, next: builder.add(hole, terms[index].each)))
    }
    let kept = terms.compactMap { term in
      if case .kept = term.place { term.each } else { nil }
    }
    let loop = builder.writeScan(
      along: scan.axis, reversed: !scan.isReversed, carries: carries, keeping: kept)
    written = loop
    // Terms after the loop read what it has computed rather than compute it again.
    var replacements: [ValueID: ValueID] = [:]
    for value in loop.values where holes.contains(value) || costs.isWorthKeeping(value, builder) {
      replacements[value] = builder.each(value, of: loop)
    }
    for index in terms.indices {
      if case .after = terms[index].place {
        terms[index].each = builder.substitute(replacements, in: [terms[index].each])[0]
      }
    }
  }

  /// What goes to each operand of the first loop.
  func contributions(in builder: inout ProgramBuilder) -> [Contribution] {
    var result = unchanged
    for term in terms {
      let cotangent: ValueID
      switch (term.place, written) {
      case (.carried(let carry), let loop?): cotangent = builder.final(carry, of: loop)
      case (.kept, let loop?): cotangent = builder.each(term.each, of: loop)
      case (_, _):
        cotangent =
          term.isSlice ? term.each : builder.sum(term.each, over: [scan.axis])
      }
      result.append(Contribution(operand: term.operand, cotangent: cotangent))
    }
    guard let written else { return result }
    for (position, index) in carried.enumerated() {
      let cotangent = builder.final(position, of: written)
      result.append(Contribution(operand: scan.operands[index], cotangent: cotangent))
    }
    return result
  }
}
