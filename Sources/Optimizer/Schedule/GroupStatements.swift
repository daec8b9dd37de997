import TensorIR

/// Puts statements into passes.
///
/// A statement runs over the tiles of its longest axis, in the earliest pass over an axis of that
/// size in which all that it reads is there: a value of the same pass must be read in the tile that
/// is being visited, a sum over tiles only in later passes.
struct Grouping {
  private(set) var groups: [Group] = []
  /// The group of each statement, by its position.
  private(set) var groupOf: [Int?]
  /// The axis along which each statement is cut, by its position.
  private var tileAxisOf: [AxisID?]
  private let program: TensorProgram
  private let reads: StatementReads

  /// Axes from this size on are cut into tiles.
  static let smallestTiledSize = 128

  init(_ program: TensorProgram, _ statements: [Statement], _ reads: StatementReads) {
    self.program = program
    self.reads = reads
    groupOf = [Int?](repeating: nil, count: program.nodes.count + program.outputs.count)
    tileAxisOf = [AxisID?](repeating: nil, count: groupOf.count)
    for statement in statements { place(statement) }
    for index in groups.indices.reversed() { sinkStatements(from: index) }
    removeEmptyGroups()
  }

  private func position(_ statement: Statement) -> Int {
    switch statement.target {
    case .value(let value): Int(value.index)
    case .output(let index): program.nodes.count + index
    }
  }

  /// The axis that a statement is cut along: the longest, and among equals the one along which it
  /// reads what a pass has just made.
  private func tileAxis(of statement: Statement) -> AxisID? {
    let candidates: [AxisID] =
      switch statement.target {
      case .value(let value): program.independentAxes(of: value)
      case .output: statement.axes
      }
    let size = candidates.map { program[$0].size }.max() ?? 0
    guard size >= Self.smallestTiledSize else { return nil }
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
  func tileAxis(ofStatement position: Int) -> AxisID? { tileAxisOf[position] }

  /// The axis along which the pass that makes a value visits it.
  private func tileAxis(ofStored value: ValueID) -> AxisID? {
    tileAxisOf[Int(value.index)]
  }

  private mutating func place(_ statement: Statement) {
    var statement = statement
    statement.tileAxis = tileAxis(of: statement)
    tileAxisOf[position(statement)] = statement.tileAxis
    let size = statement.tileAxis.map { program[$0].size } ?? 0
    var earliest = 0
    for read in reads[position(statement)] {
      guard let group = groupOf[Int(read.value.index)] else { continue }
      let isLocal = groups[group].size == size && isThere(read, for: statement)
      earliest = max(earliest, isLocal ? group : group + 1)
    }
    let found = groups.indices.first { $0 >= earliest && groups[$0].size == size }
    if found == nil { groups.append(Group(size: size)) }
    let index = found ?? groups.count - 1
    groups[index].statements.append(statement)
    groupOf[position(statement)] = index
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
  private mutating func sinkStatements(from index: Int) {
    guard groups[index].isTiled else { return }
    for statement in groups[index].statements.reversed() {
      guard !statement.accumulates, case .value(let value) = statement.target else { continue }
      let readsHere = reads[position(statement)].contains {
        groupOf[Int($0.value.index)] == index
      }
      if readsHere { continue }
      let readers = reads.readers(of: value)
      let targets = Set(readers.map { groupOf[$0] })
      guard targets.count == 1, case let target?? = targets.first, target != index,
        groups[target].size == groups[index].size,
        readers.allSatisfy({ isRead(value, by: $0, in: target) })
      else { continue }
      groups[index].statements.removeAll { $0 == statement }
      let mine = position(statement)
      let place = groups[target].statements.firstIndex { position($0) > mine }
      groups[target].statements.insert(statement, at: place ?? groups[target].statements.count)
      groupOf[position(statement)] = target
    }
  }

  private func isRead(_ value: ValueID, by reader: Int, in group: Int) -> Bool {
    guard let statement = groups[group].statements.first(where: { position($0) == reader })
    else { return false }
    return reads[reader].filter { $0.value == value }.allSatisfy { isThere($0, for: statement) }
  }

  private mutating func removeEmptyGroups() {
    var renumbered: [Int?] = []
    var kept: [Group] = []
    for group in groups {
      renumbered.append(group.statements.isEmpty ? nil : kept.count)
      if !group.statements.isEmpty { kept.append(group) }
    }
    groupOf = groupOf.map { $0.flatMap { renumbered[$0] } }
    groups = kept
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

extension Op {
  /// True iff it is an input.
  var isInput: Bool {
    if case .input = self { return true }
    return false
  }
}
