import TensorIR

/// Loops within a program.
extension Scheduler {
  /// Schedules the body of a loop, and gives its results their places.
  mutating func placeScan(_ statement: Statement, group index: Int) {
    guard case .scan(let scan, _) = program[statement.value].op else { return }
    let results = grouping.results[scan] ?? []
    var kept: [ValueID] = []
    for value in results {
      guard case .scan(_, .each(let inner)) = program[value].op else { continue }
      kept.append(inner)
    }
    var body = ScanScheduler(scan, keeping: kept, target: schedule.target)
    for (position, operand) in scan.operands.enumerated() {
      body.bind(position, operand, memory(of: operand))
    }
    for value in results {
      let storage = place(result: value, of: scan, group: index)
      if case .scan(_, .each(let inner)) = program[value].op {
        body.keep(inner, in: storage, of: value)
      }
    }
    body.layOut()
    for value in results {
      guard case .scan(_, .final(let carry)) = program[value].op,
        let storage = schedule.storages[value]
      else { continue }
      body.leave(carry, in: storage)
    }
    schedule.scans[statement.value] = body.result
  }

  /// The axes of a value of which a loop reads one slice after the other, as they lie in memory.
  func stepOrder(_ value: ValueID) -> [AxisID]? {
    let type = program[value].type
    guard type.axes.count > 1 else { return nil }
    for reader in reads.readers(of: value) where reader < program.nodes.count {
      guard case .scan(let scan, _) = program.nodes[reader].op else { continue }
      for read in reads[reader] where read.value == value {
        let steps = type.axes.first { read.loop(of: $0, in: program) == scan.axis }
        guard let steps else { continue }
        return [steps] + program.stepOrder(type.removing(steps), target: schedule.target)
      }
    }
    return nil
  }

  /// The memory of a value, through other names and repetition.
  private func memory(of value: ValueID) -> Storage? {
    if let storage = schedule.storages[value] { return storage }
    switch program[value].op {
    case .broadcast(let x, _): return memory(of: x)
    case .rename(let x, let from, let to):
      guard let storage = memory(of: x) else { return nil }
      var strides = storage.strides
      strides[to] = strides.removeValue(forKey: from)
      return storage.with(strides: strides)
    case .input, .constant, .table, .position, .hole, .unary, .binary, .compare, .logical, .not,
      .select, .cast, .reduce, .contract, .cumulativeSum, .gather, .scatterAdd, .cholesky,
      .solveTriangular, .solve, .logAbsDeterminant, .determinant, .scan:
      return nil
    }
  }

  /// Takes memory for a result of a loop, if it has none: one step after the other.
  private mutating func place(
    result value: ValueID, of scan: Scan, group index: Int
  ) -> Storage {
    if let known = schedule.storages[value] { return known }
    let type = program[value].type
    let steps = type.axes.contains(scan.axis) ? [scan.axis] : []
    let order = steps + program.stepOrder(type.removing(scan.axis), target: schedule.target)
    let element = stored(type.element)
    let count = program.count(type)
    let bytes = max(count, schedule.target.lanes) * element.byteCount
    let isLocal = isLocal(value, to: index)
    let place = isLocal ? .local(takeLocal(bytes: bytes)) : takeFrame(bytes: bytes)
    let storage = Storage(
      place: place, element: element, strides: program.rowMajorStrides(order), tileAxis: nil,
      isPadded: false)
    schedule.storages[value] = storage
    return storage
  }
}
