import TensorIR

/// Schedules the body of a loop.
struct ScanScheduler {
  private(set) var result: ScanSchedule
  private var body: Scheduler
  private let scan: Scan
  private let inputValues: [ValueID?]
  /// Where the carries lie between steps.
  private var carries: [Storage] = []

  private var program: TensorProgram { body.program }

  /// - Parameter kept: values of the body that are results of the loop.
  init(_ scan: Scan, keeping kept: [ValueID], target: ScheduleTarget) {
    self.scan = scan
    inputValues = scan.body.inputValues
    body = Scheduler(bodyOf: scan, keeping: kept, target: target)
    result = ScanSchedule(scan: scan, schedule: body.schedule)
    result.batch = body.batchAxis(of: scan)
    if let batch = result.batch { body.cut(along: batch) }
  }

  /// Says where an operand lies; nil if it is computed where it is read.
  mutating func bind(_ position: Int, _ operand: ValueID, _ memory: Storage?) {
    let type = program.inputs[position].type
    let isCarry = position < scan.body.carryCount
    let value = inputValues[position]
    let storage: Storage
    if !isCarry, let memory {
      storage = memory.sliced(along: scan.axis).moved(to: outside())
    } else {
      storage = own(type)
    }
    if isCarry { carries.append(storage) }
    if let value { body.schedule.storages[value] = storage }
    if !isCarry, value == nil { return }
    result.inputs.append(
      ScanInput(
        kind: isCarry ? .carry : scan.body.isSlice(position) ? .slice : .shared,
        memory: isCarry ? nil : memory, move: move(.value(operand), to: storage, type)))
  }

  /// Says where a value is kept of every step.
  mutating func keep(_ value: ValueID, in memory: Storage, of result: ValueID) {
    let number = body.takeLocal(bytes: 0)
    self.result.results[number] = result
    let storage = memory.sliced(along: scan.axis).moved(to: .local(number))
    if body.materialisation.isStored[Int(value.index)], body.schedule.storages[value] == nil {
      body.schedule.storages[value] = storage
    } else {
      self.result.moves.append(move(.value(value), to: storage, program[value].type))
    }
  }

  /// Schedules the body, once it is known where everything around it lies.
  mutating func layOut() {
    let waiting = scan.body.next.enumerated().filter {
      isCarryUnderOtherName($1, besides: inputValues[$0])
    }
    for carry in carries.indices { overwrite(carry) }
    for index in body.schedule.groups.indices { body.layOut(group: index) }
    // Carries that change places wait until all have been read.
    var sources: [Int: ScanMove.Source] = [:]
    for (carry, next) in waiting {
      let place = own(program[next].type)
      result.moves.append(move(.value(next), to: place, program[next].type))
      sources[carry] = .memory(place)
    }
    for (carry, next) in scan.body.next.enumerated() {
      let isThere =
        next == inputValues[carry]
        || body.schedule.storages[next]?.place == carries[carry].place
      if isThere { continue }
      result.moves.append(
        move(sources[carry] ?? .value(next), to: carries[carry], program[next].type))
    }
    result.schedule = body.schedule
  }

  /// Says where a carry goes after the last step.
  mutating func leave(_ carry: Int, in storage: Storage) {
    let type = program.inputs[carry].type
    result.final.append(move(.memory(carries[carry]), to: storage, type))
  }

  /// Lets a carry be written where it lies if it is read only where it is replaced.
  private mutating func overwrite(_ carry: Int) {
    let next = scan.body.next[carry]
    let index = Int(next.index)
    guard let value = inputValues[carry], next != value, program[next].op.isElementwise,
      body.materialisation.isStored[index], body.schedule.storages[next] == nil,
      body.reads.readers(of: value) == [index],
      body.reads[index].allSatisfy({
        $0.value != value || $0.site.loops == program[value].type.axes
      })
    else { return }
    body.schedule.storages[next] = carries[carry]
  }

  /// Whether a value is another carry, or this one along other axes, before the step.
  private func isCarryUnderOtherName(_ value: ValueID, besides carry: ValueID?) -> Bool {
    guard value != carry else { return false }
    switch program[value].op {
    case .input(let input): return input.index < scan.body.carryCount
    case .broadcast(let x, _): return isCarryUnderOtherName(x, besides: nil)
    case .rename(let x, _, _): return isCarryUnderOtherName(x, besides: nil)
    case .constant, .table, .position, .hole, .unary, .binary, .compare, .logical, .not, .select,
      .cast, .reduce, .contract, .cumulativeSum, .gather, .scatterAdd, .cholesky,
      .solveTriangular, .solve, .logAbsDeterminant, .determinant, .scan:
      return false
    }
  }

  // MARK: memory

  /// An array that lies elsewhere at each step.
  private mutating func outside() -> Storage.Place { .local(body.takeLocal(bytes: 0)) }

  /// An array of the body.
  private mutating func own(_ type: TensorType) -> Storage {
    let target = body.schedule.target
    let tile = result.batch.flatMap { type.axes.contains($0) ? $0 : nil }
    let order =
      tile.map { tile in type.axes.filter { $0 != tile } + [tile] }
      ?? program.stepOrder(type, target: target)
    let layout = program.paddedLayout(order, tile: tile, lanes: target.lanes)
    let element = body.stored(type.element)
    let bytes = max(layout.count, target.lanes) * element.byteCount
    return Storage(
      place: .local(body.takeLocal(bytes: bytes)), element: element, strides: layout.strides,
      tileAxis: tile, isPadded: true)
  }

  private func move(
    _ source: ScanMove.Source, to target: Storage, _ type: TensorType
  ) -> ScanMove {
    var loops = Statement(
      value: ValueID(index: 0), target: .value(ValueID(index: 0)), axes: type.axes, reduced: [])
    loops.vectorAxis = type.axes.first { target.strides[$0] == 1 && program[$0].size > 1 }
    loops.tileAxis = result.batch.flatMap { type.axes.contains($0) ? $0 : nil }
    return ScanMove(source: source, target: target, element: type.element, loops: loops)
  }
}

extension Storage {
  /// What one step of a loop reads or writes.
  func sliced(along axis: AxisID) -> Storage {
    var strides = strides
    strides[axis] = nil
    return with(strides: strides)
  }
}

extension TensorProgram {
  /// The axes of a value of one step as they lie in memory: the last one is long if any is.
  func stepOrder(_ type: TensorType, target: ScheduleTarget) -> [AxisID] {
    guard let last = type.axes.last, self[last].size < target.lanes,
      let longest = type.axes.max(by: { self[$0].size < self[$1].size }),
      self[longest].size > self[last].size
    else { return type.axes }
    return type.axes.filter { $0 != longest } + [longest]
  }

  /// How far apart neighbours are if the last axis is made of whole vectors, and the number of
  /// elements then.
  ///
  /// - Parameter tile: an axis of which there is one vector.
  func paddedLayout(
    _ order: [AxisID], tile: AxisID?, lanes: Int
  ) -> (strides: [AxisID: Int], count: Int) {
    var strides: [AxisID: Int] = [:]
    var count = 1
    for axis in order.reversed() {
      strides[axis] = count
      let size = axis == tile ? lanes : self[axis].size
      count *= axis == order.last ? (size + lanes - 1) / lanes * lanes : size
    }
    return (strides, count)
  }
}
