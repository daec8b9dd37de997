import TensorIR

extension ProgramBuilder {
  /// The changes of results of a loop with its operands, nil where there is none.
  ///
  /// They are the results of another loop, whose carries are the changes of the carries. It reads
  /// the carries themselves from the first one.
  mutating func tangents(
    of scan: Scan, _ results: [ScanResult], _ tangent: (ValueID) -> ValueID?
  ) -> [ValueID?] {
    let body = scan.body
    let given = scan.operands.map(tangent)
    let isMoving = body.carriesChanging(with: given.map { $0 != nil })
    let added = zip(scan.operands, given).reduce(into: Set<AxisID>()) { added, pair in
      guard let tangent = pair.1 else { return }
      added.formUnion(Set(type(tangent).axes).subtracting(type(pair.0).axes))
    }.subtracting([scan.axis])
    let isChanging = isMoving + given.dropFirst(body.carryCount).map { $0 != nil }
    let unrolled = unroll(scan, isChanging, repeating: false)
    var sources: [ValueID: ValueID] = [:]
    var holes: [Int: ValueID] = [:]
    for (index, input) in body.program.inputs.enumerated() {
      if index >= body.carryCount {
        if let value = unrolled.inputs[index] { sources[value] = given[index] }
      } else if isMoving[index] {
        let hole = hole(input.name, TensorType(.real, input.type.axes + added))
        holes[index] = hole
        if let value = unrolled.inputs[index] { sources[value] = hole }
      }
    }
    let moving = holes.keys.sorted()
    let kept = results.map { result in
      switch result {
      case .final: ValueID?.none
      case .each(let value): unrolled.values[Int(value.index)]
      }
    }
    let roots = moving.map { unrolled.values[Int(body.next[$0].index)] } + kept.compactMap { $0 }
    let zero = constant(0)
    let changes = self.changes(of: roots, with: sources).map { $0 ?? zero }
    let written = substitute(unrolled.replacements, in: changes)
    var carries: [ScanCarry] = []
    for (position, index) in moving.enumerated() {
      carries.append(
        ScanCarry(
          hole: holes[index] ?? zero, initial: given[index] ?? zero, next: written[position]))
    }
    let loop = self.scan(
      along: scan.axis, reversed: scan.isReversed, carries: carries,
      emitting: Array(written.dropFirst(moving.count)))
    var emitted = loop.emitted[...]
    return results.map { result in
      switch result {
      case .final(let carry): moving.firstIndex(of: carry).map { loop.final[$0] }
      case .each: emitted.removeFirst()
      }
    }
  }
}
