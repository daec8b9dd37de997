public import TensorIR

/// Makes loops of a program.
///
/// - Parameters:
///   - elements: how the data of each data input lie in memory.
///   - target: the widths of the machine and the precision of reals.
/// - Precondition: the program is sound, has no value of `reduce(.logSumExp)`, and its
///   `loopSize` is at most `TensorProgram.longestLoop`.
public func schedule(
  _ program: TensorProgram, elements: [InputID: StoredElement], target: ScheduleTarget
) -> Schedule {
  var scheduler = Scheduler(program, elements: elements, target: target)
  scheduler.placeSources()
  for index in scheduler.schedule.groups.indices { scheduler.layOut(group: index) }
  return scheduler.schedule
}

/// Decides in which memory and in which order everything lies.
struct Scheduler {
  private(set) var schedule: Schedule
  let program: TensorProgram
  let dependence: Dependence
  let materialisation: Materialisation
  let reads: StatementReads
  let grouping: Grouping
  private let elements: [InputID: StoredElement]
  private var frame = 0

  /// Values that are the same for all data, and longer than this, are no part of the code.
  private static let longestConstant = 4096
  /// Data up to this many bytes are arranged anew if loops can then read them in order.
  private static let rearrangedBytes = 8 << 20
  /// The bytes of a tile that should stay in the nearest cache.
  private static let cacheBytes = 32 << 10
  /// The cost of a pass, in additions, above which it is cut into stretches for threads.
  private static let heavy = 1000
  private static let parallelCost = 400_000.0

  init(
    _ program: TensorProgram, elements: [InputID: StoredElement], target: ScheduleTarget
  ) {
    self.program = program
    self.elements = elements
    dependence = Dependence(of: program)
    materialisation = Materialisation(of: program, dependence, hasBLAS: target.hasBLAS)
    reads = StatementReads(program, materialisation)
    var statements: [Statement] = []
    for index in program.nodes.indices
    where materialisation.isStored[index] && !dependence.isFixed[index] {
      let value = ValueID(index: Int32(index))
      let loops = program.loops(of: value)
      statements.append(
        Statement(
          value: value, target: .value(value), axes: loops.all, reduced: loops.reduced))
    }
    for (index, output) in program.outputs.enumerated() {
      let axes = program[output.value].type.axes
      statements.append(
        Statement(value: output.value, target: .output(index), axes: axes, reduced: []))
    }
    grouping = Grouping(program, statements, reads)
    schedule = Schedule(program: program, target: target)
    schedule.groups = grouping.groups
  }

  // MARK: what is there before a run

  mutating func placeSources() {
    var parameters = 0
    for (index, input) in program.inputs.enumerated() where input.role == .parameter {
      if let node = inputNodes[InputID(index: Int32(index))] {
        schedule.storages[node] = Storage(
          place: .parameters(parameters), element: .f64,
          strides: strides(input.type.axes), tileAxis: nil, isPadded: false)
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
      .solveTriangular, .solve, .logAbsDeterminant, .determinant:
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
      strides: strides(type.axes), tileAxis: nil, isPadded: false)
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
      element: element ?? stored(program[value].type.element), strides: strides(order),
      tileAxis: nil, isPadded: false)
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

  // MARK: what a run writes

  mutating func layOut(group index: Int) {
    sizeTile(of: index)
    for position in schedule.groups[index].statements.indices {
      var statement = schedule.groups[index].statements[position]
      statement.product = product(of: statement)
      statement.vectorAxis =
        statement.product == nil
        ? vectorAxis(of: statement, in: schedule.groups[index]) : nil
      statement.weight = statementWeight(statement)
      schedule.groups[index].statements[position] = statement
      switch statement.target {
      case .value: placeResult(of: statement, group: index)
      case .output: break
      }
    }
    schedule.frameBytes = frame
  }

  private mutating func sizeTile(of index: Int) {
    let group = schedule.groups[index]
    guard group.isTiled else { return }
    var perMember = 0
    var cost = 0.0
    var sums = 0
    for statement in group.statements {
      let others = statement.axes.filter { $0 != statement.tileAxis }
      let width = others.reduce(1) { $0 * max(1, program[$1].size) }
      cost += Double(width) * Double(2 + statementWeight(statement))
      if statement.accumulates {
        sums += program.count(program[statement.value].type)
      } else {
        let kept = program[statement.value].type.axes.filter { $0 != statement.tileAxis }
        perMember += 8 * kept.reduce(1) { $0 * max(1, program[$1].size) }
      }
    }
    let lanes = schedule.target.lanes
    // BLAS is at its best with many rows, and arranges them for the nearest cache by itself.
    let hasProducts =
      schedule.target.hasBLAS
      && group.statements.contains { MatrixProduct($0.value, in: program) != nil }
    let fitting = (hasProducts ? 16 : 1) * Self.cacheBytes / max(perMember, 1)
    schedule.groups[index].tile = tile(of: group.size, fitting: fitting, lanes: lanes)
    let total = cost * Double(group.size)
    guard total > Self.parallelCost else { return }
    // Each stretch has sums of its own, so there are fewer of them if they are long.
    let affordable = max(2, total / Double(max(1, sums)) / 64)
    schedule.groups[index].chunks = max(
      1, min(Int(min(16, affordable)), schedule.groups[index].wholeTiles / 2))
  }

  /// The members of a tile: all of a short axis; otherwise whole vectors, and if possible so many
  /// that no shorter tile is left over, for which code would have to be written again.
  private func tile(of size: Int, fitting: Int, lanes: Int) -> Int {
    if size <= 1024, size <= fitting { return size }
    let largest = max(2, min(256, fitting) / lanes)
    let even = (max(2, largest / 2)...largest).last { size % ($0 * lanes) == 0 }
    return (even ?? largest / 4 * 4 + (largest < 4 ? largest : 0)) * lanes
  }

  private func statementWeight(_ statement: Statement) -> Int {
    func weight(_ value: ValueID) -> Int {
      let op = program[value].op
      return op.operands.reduce(op.weight) { sum, operand in
        let isStored = materialisation.isStored[Int(operand.index)]
        return sum + (isStored || sum > Self.heavy ? 1 : weight(operand))
      }
    }
    return weight(statement.value)
  }

  private mutating func placeResult(of statement: Statement, group index: Int) {
    let group = schedule.groups[index]
    let type = program[statement.value].type
    let element = stored(type.element)
    let isLocal =
      !statement.accumulates
      && reads.readers(of: statement.value).allSatisfy { grouping.groupOf[$0] == index }
    let innermost = statement.vectorAxis.flatMap { type.axes.contains($0) ? $0 : nil }
    let order =
      statement.product.map { $0.rows + $0.columns }
      ?? type.axes.filter { $0 != innermost } + (innermost.map { [$0] } ?? [])
    let isPadded = isLocal && statement.product.map { $0.paddedAxis != nil } ?? true
    var sizes: [AxisID: Int] = [:]
    for axis in order { sizes[axis] = program[axis].size }
    if isLocal {
      if let tile = statement.tileAxis { sizes[tile] = group.tile }
      if isPadded, let last = order.last { sizes[last] = roundedToLanes(sizes[last] ?? 1) }
    }
    var strides: [AxisID: Int] = [:]
    var count = 1
    for axis in order.reversed() {
      strides[axis] = count
      count *= sizes[axis] ?? 1
    }
    let bytes = max(count, schedule.target.lanes) * element.byteCount
    let place: Storage.Place
    if isLocal {
      place = .local(schedule.localBytes.count)
      schedule.localBytes.append(bytes)
    } else {
      place = .frame(frame)
      frame += (bytes + 63) & ~63
    }
    schedule.storages[statement.value] = Storage(
      place: place, element: element, strides: strides,
      tileAxis: isLocal ? statement.tileAxis : nil, isPadded: isPadded)
  }

  /// The product that a statement is, if BLAS can do it where everything lies.
  private func product(of statement: Statement) -> MatrixProduct? {
    guard schedule.target.hasBLAS, case .value(let value) = statement.target,
      let product = MatrixProduct(value, in: program),
      schedule.matrix(product.left, rows: product.rows, columns: product.inner) != nil,
      schedule.matrix(product.right, rows: product.inner, columns: product.columns) != nil
    else { return nil }
    // A tile is a stretch of rows, columns or terms, and those of several axes are no stretch.
    if let tile = statement.tileAxis {
      for axes in [product.rows, product.inner, product.columns]
      where axes.contains(tile) && axes.count > 1 { return nil }
    }
    return product
  }

  private func roundedToLanes(_ count: Int) -> Int {
    let lanes = schedule.target.lanes
    return (count + lanes - 1) / lanes * lanes
  }

  // MARK: which loop runs over vectors

  /// The loop whose neighbours make up vectors: the one along which memory is read in order.
  private func vectorAxis(of statement: Statement, in group: Group) -> AxisID? {
    let candidates: [AxisID] =
      switch statement.target {
      case .value(let value): vectorAxes(of: value)
      case .output: statement.axes
      }
    func size(_ axis: AxisID) -> Int {
      axis == statement.tileAxis ? group.tile : program[axis].size
    }
    let lanes = schedule.target.lanes
    var best: AxisID?
    var leastCost = Double.infinity
    for axis in candidates where size(axis) > 1 {
      var cost = 1.0
      let vectors = Double((size(axis) + lanes - 1) / lanes)
      let perVector = 1 + readCost(of: statement, along: axis) + writeCost(statement, along: axis)
      for other in statement.axes {
        cost *= other == axis ? vectors : Double(max(1, size(other)))
      }
      cost *= perVector
      if statement.reduced.contains(axis) {
        let kept = statement.axes.filter { !statement.reduced.contains($0) }
        cost += 6 * kept.reduce(1) { $0 * Double(max(1, size($1))) }
      }
      if axis == statement.tileAxis { cost *= 0.99 }
      if cost < leastCost { (best, leastCost) = (axis, cost) }
    }
    return best
  }

  /// The loops of a statement that may run over vectors.
  private func vectorAxes(of value: ValueID) -> [AxisID] {
    switch program[value].op {
    // All lanes go to one place of the new axis, and never meet along an axis that stays.
    case .scatterAdd(_, _, let at, let over):
      let moving = program[at].type.axes + over
      return program.loops(of: value).all.filter { !moving.contains($0) }
    // Pivots differ from matrix to matrix, so each is worked on alone.
    case .solve, .logAbsDeterminant, .determinant: return []
    case .input, .constant, .table, .position, .unary, .binary, .compare, .logical, .not, .select,
      .cast, .broadcast, .rename, .gather, .reduce, .contract, .cumulativeSum, .cholesky,
      .solveTriangular:
      return program.independentAxes(of: value)
    }
  }

  private func readCost(of statement: Statement, along axis: AxisID) -> Double {
    reads[position(statement)].reduce(0) { cost, read in
      guard let storage = schedule.storages[read.value] else { return cost }
      let type = program[read.value].type
      var stride = 0
      for own in type.axes where read.loop(of: own, in: program) == axis {
        stride += storage.strides[own] ?? 0
      }
      let isComputed = read.site.loops.contains(nil)
      return cost + (isComputed ? 8 : stride == 0 ? 0.3 : stride == 1 ? 1 : 8)
    }
  }

  private func writeCost(_ statement: Statement, along axis: AxisID) -> Double {
    switch statement.target {
    case .value: return 0
    case .output:
      let stride = strides(program[statement.value].type.axes)[axis] ?? 0
      return stride == 1 ? 1 : 8
    }
  }

  private func position(_ statement: Statement) -> Int {
    switch statement.target {
    case .value(let value): Int(value.index)
    case .output(let index): program.nodes.count + index
    }
  }

  /// How far apart the elements of a dense array are whose last axis runs fastest.
  private func strides(_ order: [AxisID]) -> [AxisID: Int] {
    var result: [AxisID: Int] = [:]
    var step = 1
    for axis in order.reversed() {
      result[axis] = step
      step *= program[axis].size
    }
    return result
  }

  private func stored(_ element: ElementType) -> StoredElement {
    switch element {
    case .real: schedule.target.real
    case .integer: .i64
    case .boolean: .boolean
    }
  }
}
