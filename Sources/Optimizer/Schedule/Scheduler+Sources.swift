import TensorIR

/// What is there before a run.
extension Scheduler {
  /// Values that are the same for all data, and longer than this, are no part of the code.
  private static var longestConstant: Int { 4096 }
  /// Data up to this many bytes are arranged anew if loops can then read them in order.
  private static var rearrangedBytes: Int { 8 << 20 }

  mutating func placeSources() {
    var parameters = 0
    for (index, input) in program.inputs.enumerated() where input.role == .parameter {
      if let node = inputNodes[InputID(index: Int32(index))] {
        schedule.storages[node] = Storage(
          place: .parameters(parameters), element: schedule.target.parameters,
          strides: program.rowMajorStrides(input.type.axes), tileAxis: nil, isPadded: false)
      }
      parameters += program.count(input.type)
    }
    for index in program.nodes.indices where dependence.isLive[index] && dependence.isFixed[index] {
      placeFixed(ValueID(index: Int32(index)))
    }
  }

  private var inputNodes: [InputID: ValueID] {
    var result: [InputID: ValueID] = [:]
    for (index, node) in program.nodes.enumerated() where dependence.isLive[index] {
      if case .input(let input) = node.op { result[input] = ValueID(index: Int32(index)) }
    }
    return result
  }

  private mutating func placeFixed(_ value: ValueID) {
    let index = Int(value.index)
    guard !materialisation.sites[index].isEmpty else { return }
    switch program[value].op {
    case .input(let input): placeData(value, of: input)
    case .table: placeConstant(value)
    case .constant, .position, .unary, .binary, .compare, .logical, .not, .select, .cast,
      .broadcast, .rename, .reduce, .contract, .cumulativeSum, .gather, .scatterAdd, .cholesky,
      .solveTriangular, .solve, .logAbsDeterminant, .determinant, .hole, .scan:
      guard materialisation.isStored[index] else { return }
      let isShort = program.count(program[value].type) <= Self.longestConstant
      if dependence.isConstant[index], isShort {
        placeConstant(value)
      } else {
        place(.prepared(value), value, order: preferredOrder(value))
      }
    }
  }

  private mutating func placeConstant(_ value: ValueID) {
    let type = program[value].type
    schedule.storages[value] = Storage(
      place: .constant(schedule.constants.count), element: stored(type.element),
      strides: program.rowMajorStrides(type.axes), tileAxis: nil, isPadded: false)
    schedule.constants.append(value)
  }

  private mutating func placeData(_ value: ValueID, of input: InputID) {
    let element = elements[input] ?? stored(program[value].type.element)
    let type = program[value].type
    let isWide = element == .f64 && schedule.target.precision == .f32
    let order = preferredOrder(value)
    if isWide || order != type.axes {
      place(.prepared(value), value, order: order)
    } else {
      place(.input(input), value, order: type.axes, element: element)
    }
  }

  private mutating func place(
    _ source: DataSource, _ value: ValueID, order: [AxisID], element: StoredElement? = nil
  ) {
    schedule.storages[value] = Storage(
      place: .data(schedule.sources.count),
      element: element ?? stored(program[value].type.element),
      strides: program.rowMajorStrides(order), tileAxis: nil, isPadded: false)
    schedule.sources.append(source)
  }

  /// The axes of an array of data, the one along which tiles run last, if that is worth a copy.
  private func preferredOrder(_ value: ValueID) -> [AxisID] {
    let type = program[value].type
    guard type.axes.count > 1 else { return type.axes }
    var votes: [AxisID: Int] = [:]
    for read in materialisation.sites[Int(value.index)] {
      guard let tile = grouping.tileAxis(ofStatement: read.statement) else { continue }
      for axis in type.axes where read.loop(of: axis, in: type) == tile {
        votes[axis, default: 0] += 1
      }
    }
    let winner = votes.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    guard let winner, winner != type.axes.last else { return type.axes }
    let count = program.count(type)
    let isThin = count <= 4 * program[winner].size
    guard isThin || count * 8 <= Self.rearrangedBytes else { return type.axes }
    return type.axes.filter { $0 != winner } + [winner]
  }
}
