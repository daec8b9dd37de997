import TensorIR

/// What a run writes: the size of tiles, and the place of each result.
extension Scheduler {
  /// The bytes of a tile that should stay in the nearest cache.
  private static var cacheBytes: Int { 32 << 10 }
  /// The cost of a pass, in additions, above which it is cut into stretches for threads.
  private static var parallelCost: Double { 400_000 }
  /// A weight that is not counted on.
  private static var heavy: Int { 1000 }

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
      case .value(let value):
        if program[value].op.isScan {
          placeScan(statement, group: index)
        } else if schedule.storages[value] == nil {
          placeResult(of: statement, group: index)
        }
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
    if hasProducts, let tiles = ProductTiles(size: group.size, work: productWork(of: group)) {
      schedule.groups[index].tile = tiles.tile
      schedule.groups[index].chunks = schedule.groups[index].wholeTiles
      return
    }
    let fitting = (hasProducts ? 16 : 1) * Self.cacheBytes / max(perMember, 1)
    schedule.groups[index].tile = tile(of: group.size, fitting: fitting, lanes: lanes)
    let total = cost * Double(group.size)
    guard total > Self.parallelCost else { return }
    // Each stretch has sums of its own, so there are fewer of them if they are long.
    let affordable = max(2, total / Double(max(1, sums)) / 64)
    schedule.groups[index].chunks = max(
      1, min(Int(min(16, affordable)), schedule.groups[index].wholeTiles / 2))
  }

  private func productWork(of group: Group) -> Int {
    group.statements.reduce(0) { sum, statement in
      guard case .value(let value) = statement.target,
        let product = MatrixProduct(value, in: program)
      else { return sum }
      return sum.addingReportingOverflow(product.work(in: program)).partialValue
    }
  }

  /// The members of a tile: all of a short axis, if they fit the second cache; otherwise whole
  /// vectors that fit the first, and if possible so many that no shorter tile is left over, for
  /// which code would have to be written again.
  private func tile(of size: Int, fitting: Int, lanes: Int) -> Int {
    if size <= 1024, size <= 8 * fitting { return size }
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
    if let output = inPlace[statement.value] {
      schedule.storages[statement.value] = Storage(
        place: .result(output), element: element, strides: program.rowMajorStrides(type.axes),
        tileAxis: nil, isPadded: false)
      return
    }
    let isLocal = !statement.accumulates && isLocal(statement.value, to: index)
    let innermost = statement.vectorAxis.flatMap { type.axes.contains($0) ? $0 : nil }
    let order =
      statement.product.map { $0.rows + $0.columns } ?? stepOrder(statement.value)
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
    let place = isLocal ? .local(takeLocal(bytes: bytes)) : takeFrame(bytes: bytes)
    schedule.storages[statement.value] = Storage(
      place: place, element: element, strides: strides,
      tileAxis: isLocal ? statement.tileAxis : nil, isPadded: isPadded)
  }

  /// Whether a value is read in one group only. The body of a loop is one group.
  func isLocal(_ value: ValueID, to group: Int) -> Bool {
    !grouping.inTiles
      || reads.readers(of: value).allSatisfy { grouping.groupOf[$0] == group }
  }

  /// Takes a local array and returns its number.
  mutating func takeLocal(bytes: Int) -> Int {
    schedule.localBytes.append(bytes)
    return schedule.localBytes.count - 1
  }

  /// Takes memory of the frame.
  mutating func takeFrame(bytes: Int) -> Storage.Place {
    let start = frame
    frame += (bytes + 63) & ~63
    return .frame(start)
  }

  /// The product that a statement is, if BLAS can do it where everything lies.
  private func product(of statement: Statement) -> MatrixProduct? {
    guard schedule.target.hasBLAS, case .value(let value) = statement.target,
      let product = MatrixProduct(value, in: program),
      schedule.matrix(product.left, rows: product.rows, columns: product.inner) != nil,
      schedule.matrix(product.right, rows: product.inner, columns: product.columns) != nil
    else { return nil }
    // A tile is a stretch of rows, columns or terms only along the first of several axes.
    if let tile = statement.tileAxis {
      for axes in [product.rows, product.inner, product.columns]
      where axes.contains(tile) && axes.first != tile { return nil }
    }
    return product
  }

  private func roundedToLanes(_ count: Int) -> Int {
    let lanes = schedule.target.lanes
    return (count + lanes - 1) / lanes * lanes
  }
}
