import TensorIR

/// Puts statements into passes.
///
/// Passes without tiles and passes over each size take turns. A statement runs over the tiles of
/// its longest axis, in the earliest pass over an axis of that size in which all that it reads is
/// there: a value of the same pass must be read in the tile that is being visited, a sum over
/// tiles only in later passes. What only a later pass reads then moves there.
struct Grouping {
  private(set) var groups: [Group] = []
  /// The group of each statement, by its position.
  private(set) var groupOf: [Int?]
  /// Each statement, by its position.
  private var statementAt: [Statement?]
  /// The sizes of the passes that take turns, 0 first.
  private var sizes = [0]
  private let program: TensorProgram
  private let reads: StatementReads

  /// How many statements a pass over so many members has at the most; 0 is one without tiles.
  ///
  /// The parts of a pass are compiled side by side, which counts where a run is short. What goes
  /// from one part to another lies in the frame, which counts where it is long.
  private static func mostStatements(over size: Int) -> Int {
    size == 0 ? 12 : size < shortSize ? 8 : 48
  }

  /// Up to here tables of all members stay in the cache, between parts of a pass too.
  private static let shortSize = 1024

  /// Axes from this size on are cut into tiles.
  static let smallestTiledSize = 128

  /// The results of each loop, in order.
  private(set) var results: [Scan: [ValueID]] = [:]
  let inTiles: Bool
  private let productAxes: ProductAxes

  /// - Parameter inTiles: whether long axes are cut into tiles; without that all is one pass.
  init(
    _ program: TensorProgram, _ statements: [Statement], _ reads: StatementReads,
    _ dependence: Dependence, _ productAxes: ProductAxes, inTiles: Bool = true
  ) {
    self.program = program
    self.productAxes = productAxes
    self.inTiles = inTiles
    for (index, node) in program.nodes.enumerated() where dependence.isLive[index] {
      guard case .scan(let scan, _) = node.op else { continue }
      results[scan, default: []].append(ValueID(index: Int32(index)))
    }
    self.reads = reads
    groupOf = [Int?](repeating: nil, count: program.nodes.count + program.outputs.count)
    statementAt = [Statement?](repeating: nil, count: groupOf.count)
    for statement in statements {
      var statement = statement
      statement.tileAxis = tileAxis(of: statement)
      statementAt[position(statement)] = statement
      let size = self.size(statement)
      if !sizes.contains(size) { sizes.append(size) }
    }
    for statement in statementAt.compactMap({ $0 }) { place(statement) }
    sinkStatements()
    collectGroups()
  }

  /// The size of the axis along which a statement is cut, 0 if it is not.
  private func size(_ statement: Statement) -> Int {
    statement.tileAxis.map { program[$0].size } ?? 0
  }

  private func position(_ statement: Statement) -> Int {
    switch statement.target {
    case .value(let value): Int(value.index)
    case .output(let index): program.nodes.count + index
    }
  }

  /// The axis that a statement is cut along: that of the rows of a batch, if there is one;
  /// otherwise the longest, and among equals the one
  /// along which it reads what a pass has just made.
  private func tileAxis(of statement: Statement) -> AxisID? {
    let candidates: [AxisID] =
      switch statement.target {
      case .value(let value): productAxes.candidates(of: value, in: program)
      case .output: statement.axes
      }
    if inTiles, let batch = productAxes.batch, candidates.contains(batch) { return batch }
    let size = candidates.map { program[$0].size }.max() ?? 0
    guard inTiles, size >= Self.smallestTiledSize else { return nil }
    let longest = candidates.filter { program[$0].size == size }
    guard longest.count > 1 else { return longest.first }
    let following = longest.first { axis in
      reads[position(statement)].contains { read in
        tileAxis(ofStored: read.value).map { read.loop(of: $0, in: program) == axis } ?? false
      }
    }
    return following ?? longest.first
  }

  /// The axis along which a statement is cut, by its position.
  func tileAxis(ofStatement position: Int) -> AxisID? { statementAt[position]?.tileAxis }

  /// The axis along which the pass that makes a value visits it.
  private func tileAxis(ofStored value: ValueID) -> AxisID? {
    statementAt[Int(value.index)]?.tileAxis
  }

  private mutating func place(_ statement: Statement) {
    let size = size(statement)
    var earliest = 0
    for read in reads[position(statement)] {
      guard let group = groupOf[Int(read.value.index)] else { continue }
      let isLocal = sizes[group % sizes.count] == size && isThere(read, for: statement)
      earliest = max(earliest, isLocal ? group : group + 1)
    }
    let turn = sizes.firstIndex(of: size) ?? 0
    let wait = (turn - earliest % sizes.count + sizes.count) % sizes.count
    groupOf[position(statement)] = earliest + wait
    guard case .value(let value) = statement.target, case .scan(let scan, _) = program[value].op
    else { return }
    for value in results[scan] ?? [] { groupOf[Int(value.index)] = earliest + wait }
  }

  /// Whether a statement of the same pass finds a value that it reads.
  private func isThere(_ read: Read, for statement: Statement) -> Bool {
    guard let tileAxis = statement.tileAxis else { return true }
    guard let axis = self.tileAxis(ofStored: read.value),
      program[read.value].type.axes.contains(axis)
    else { return false }
    return read.loop(of: axis, in: program) == tileAxis
  }

  /// Moves statements to the pass that reads them, if that spares a table of all members.
  ///
  /// What they read moves with them, unless it is needed here too; if it then had to be kept for
  /// the later pass and was not before, they stay.
  private mutating func sinkStatements() {
    var targets = [Int?](repeating: nil, count: groupOf.count)
    for index in program.nodes.indices.reversed() { targets[index] = target(of: index, targets) }
    // One that stays may keep others, before and behind it.
    var staying = -1
    while staying != 0 {
      staying = 0
      for index in program.nodes.indices where targets[index] != nil {
        if !hasOperands(index, targets) { (targets[index], staying) = (nil, staying + 1) }
      }
      for index in program.nodes.indices.reversed() where targets[index] != nil {
        if target(of: index, targets) == nil { (targets[index], staying) = (nil, staying + 1) }
      }
    }
    for (index, target) in targets.enumerated() {
      if let target { groupOf[index] = target }
    }
  }

  /// Whether what a statement reads goes where it goes, or would be kept in any case.
  private func hasOperands(_ index: Int, _ targets: [Int?]) -> Bool {
    reads[index].allSatisfy { read in
      let operand = Int(read.value.index)
      return groupOf[operand] != groupOf[index] || targets[operand] == targets[index]
        || escapes(operand)
    }
  }

  /// The one later pass whose statements, or those that move there, are all that reads a value in
  /// the tile that is being visited; nil if there is none.
  private func target(of index: Int, _ targets: [Int?]) -> Int? {
    guard let statement = statementAt[index], statement.tileAxis != nil, !statement.accumulates
    else { return nil }
    let readers = reads.readers(of: statement.value)
    guard let first = readers.first, let target = targets[first] ?? groupOf[first],
      target != groupOf[index], sizes[target % sizes.count] == size(statement)
    else { return nil }
    let isLocal = readers.allSatisfy { reader in
      (targets[reader] ?? groupOf[reader]) == target
        && statementAt[reader].map { isRead(statement.value, by: $0) } ?? false
    }
    return isLocal ? target : nil
  }

  /// Whether a value is read in another pass than its own.
  private func escapes(_ index: Int) -> Bool {
    reads.readers(of: ValueID(index: Int32(index))).contains { groupOf[$0] != groupOf[index] }
  }

  private func isRead(_ value: ValueID, by reader: Statement) -> Bool {
    reads[position(reader)].allSatisfy { $0.value != value || isThere($0, for: reader) }
  }

  /// Lists the statements of each pass that has some, in their order.
  private mutating func collectGroups() {
    let used = Set(groupOf.compactMap { $0 }).sorted()
    var numbers: [Int: Int] = [:]
    for (number, group) in used.enumerated() { numbers[group] = number }
    groups = used.map { Group(size: sizes[$0 % sizes.count]) }
    for (position, statement) in statementAt.enumerated() {
      guard let statement, let number = groupOf[position].flatMap({ numbers[$0] }) else { continue }
      groupOf[position] = number
      groups[number].statements.append(statement)
    }
    if inTiles { splitLongGroups() }
  }

  /// Cuts passes of very many statements, each of which would be a function that takes LLVM more
  /// than proportionally long. What one part makes for another then lies in the frame.
  private mutating func splitLongGroups() {
    var parts: [Group] = []
    for group in groups {
      let most = Self.mostStatements(over: group.size)
      var part = Group(size: group.size)
      var length = 0
      for statement in group.statements {
        let own = weight(of: statement)
        if length > 0, length + own > most {
          parts.append(part)
          part.statements = []
          length = 0
        }
        part.statements.append(statement)
        groupOf[position(statement)] = parts.count
        length += own
      }
      parts.append(part)
    }
    groups = parts
  }

  /// How many statements the code of one is worth: a loop has about one for three values of its
  /// body.
  private func weight(of statement: Statement) -> Int {
    guard case .value(let value) = statement.target, case .scan(let scan, _) = program[value].op
    else { return 1 }
    return 1 + scan.body.program.nodes.count / 3
  }
}

/// One value that a statement reads from memory.
struct Read: Hashable {
  let value: ValueID
  let site: Site

  /// A key that orders the reads of a statement, the same in every run.
  var order: [Int32] { [value.index] + site.loops.map { $0?.index ?? -1 } }

  /// The loop that an axis of the value follows, nil where the position is computed.
  func loop(of axis: AxisID, in program: TensorProgram) -> AxisID? {
    site.loop(of: axis, in: program[value].type)
  }
}

/// What each statement reads from memory.
struct StatementReads {
  private var byStatement: [[Read]]
  private var byValue: [[Int]]

  init(_ program: TensorProgram, _ materialisation: Materialisation) {
    byStatement = Array(repeating: [], count: program.nodes.count + program.outputs.count)
    byValue = Array(repeating: [], count: program.nodes.count)
    for (index, sites) in materialisation.sites.enumerated() {
      let value = ValueID(index: Int32(index))
      guard materialisation.isStored[index] || program[value].op.isInput else { continue }
      for site in sites { byStatement[site.statement].append(Read(value: value, site: site)) }
      byValue[index] = Set(sites.map(\.statement)).sorted()
    }
    for index in byStatement.indices {
      byStatement[index].sort { $0.order.lexicographicallyPrecedes($1.order) }
    }
  }

  /// What the statement at a position reads.
  subscript(statement: Int) -> [Read] { byStatement[statement] }

  /// The positions of the statements that read a value.
  func readers(of value: ValueID) -> [Int] { byValue[Int(value.index)] }
}
