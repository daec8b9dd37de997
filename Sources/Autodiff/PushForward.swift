public import TensorIR

extension ProgramBuilder {
  /// Writes the change of values with others in forward mode and returns it.
  ///
  /// A tangent may have axes that its value does not have, one for each direction; they must be
  /// axes that no value on the way has. A tangent without an axis of its value is constant along
  /// it. Each result has the axes of its value and those added axes that matter.
  public mutating func pushForward(
    of ys: [ValueID], tangents: [ValueID: ValueID]
  ) -> [ValueID] {
    let changes = self.changes(of: ys, with: tangents)
    return zip(ys, changes).map { y, change in
      let zero = constant(0)
      return widen(change ?? zero, to: type(y))
    }
  }

  /// Writes the change of values, nil where there is none.
  mutating func changes(of ys: [ValueID], with tangents: [ValueID: ValueID]) -> [ValueID?] {
    guard let last = ys.max() else { return [] }
    let origin = origin
    let isActive = program.activity(from: tangents.keys, upTo: last)
    let isNeeded = program.ancestry(of: ys, stoppingAt: tangents)
    let results = program.results(
      of: isActive.indices.filter {
        isActive[$0] && isNeeded[$0] && tangents[ValueID(index: Int32($0))] == nil
      })
    var known = tangents
    for index in isActive.indices where isActive[index] && isNeeded[index] {
      let value = ValueID(index: Int32(index))
      guard known[value] == nil else { continue }
      self.origin = program[value].origin
      if case .scan(let scan, _) = program[value].op {
        let siblings = results[scan] ?? []
        guard siblings.first?.value == value else { continue }
        let changes = self.tangents(of: scan, siblings.map(\.result)) { known[$0] }
        for (sibling, change) in zip(siblings, changes) { known[sibling.value] = change }
      } else {
        known[value] = tangent(of: value) { known[$0] }
      }
    }
    self.origin = origin
    return ys.map { known[$0] }
  }
}

extension TensorProgram {
  /// The results of each loop among some values, in order.
  fileprivate func results(
    of indices: [Int]
  ) -> [Scan: [(value: ValueID, result: ScanResult)]] {
    var results: [Scan: [(value: ValueID, result: ScanResult)]] = [:]
    for index in indices {
      guard case .scan(let scan, let result) = nodes[index].op else { continue }
      results[scan, default: []].append((ValueID(index: Int32(index)), result))
    }
    return results
  }
}
