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
  var schedule: Schedule
  let program: TensorProgram
  let dependence: Dependence
  let materialisation: Materialisation
  let reads: StatementReads
  let grouping: Grouping
  /// Outputs whose memory their own statements fill, by the value.
  let inPlace: [ValueID: Int]
  let elements: [InputID: StoredElement]
  /// The bytes of the frame that are taken.
  var frame = 0

  init(
    _ program: TensorProgram, elements: [InputID: StoredElement], target: ScheduleTarget
  ) {
    self.program = program
    self.elements = elements
    dependence = Dependence(of: program)
    materialisation = Materialisation(of: program, dependence, hasBLAS: target.hasBLAS)
    reads = StatementReads(program, materialisation)
    var statements = Self.statements(program, materialisation, dependence)
    inPlace = program.outputsInPlace(materialisation, dependence, target)
    for (index, output) in program.outputs.enumerated() where inPlace[output.value] != index {
      let axes = program[output.value].type.axes
      statements.append(
        Statement(value: output.value, target: .output(index), axes: axes, reduced: []))
    }
    grouping = Grouping(
      program, statements, reads, dependence,
      ProductAxes(of: program, dependence, hasBLAS: target.hasBLAS))
    schedule = Schedule(program: program, target: target)
    schedule.groups = grouping.groups
  }

  /// Prepares the body of a loop: nothing is cut into tiles, and what outlives a step is stored.
  init(bodyOf scan: Scan, keeping kept: [ValueID], target: ScheduleTarget) {
    let roots = scan.body.next + kept
    program = scan.body.program.keeping(roots)
    elements = [:]
    inPlace = [:]
    dependence = Dependence(of: program, hasFixed: false)
    materialisation = Materialisation(
      of: program, dependence, hasBLAS: false, storing: program.stored(roots))
    reads = StatementReads(program, materialisation)
    let target = ScheduleTarget(
      lanes: target.lanes, precision: target.precision, parameters: target.parameters)
    grouping = Grouping(
      program, Self.statements(program, materialisation, dependence), reads, dependence,
      ProductAxes(of: program, dependence, hasBLAS: false), inTiles: false)
    schedule = Schedule(program: program, target: target)
    schedule.groups = grouping.groups
  }

  /// One statement for each value that is stored; the first result of a loop stands for all.
  private static func statements(
    _ program: TensorProgram, _ materialisation: Materialisation, _ dependence: Dependence
  ) -> [Statement] {
    var statements: [Statement] = []
    let isFirst = program.isFirstResult(dependence.isLive)
    for index in program.nodes.indices
    where materialisation.isStored[index] && !dependence.isFixed[index] && isFirst[index] {
      let value = ValueID(index: Int32(index))
      let loops = program.loops(of: value)
      statements.append(
        Statement(
          value: value, target: .value(value), axes: loops.all, reduced: loops.reduced))
    }
    return statements
  }

  /// The position of a statement: that of its value, or behind all values for outputs.
  func position(_ statement: Statement) -> Int {
    switch statement.target {
    case .value(let value): Int(value.index)
    case .output(let index): program.nodes.count + index
    }
  }

  /// How elements of a type are stored.
  func stored(_ element: ElementType) -> StoredElement {
    switch element {
    case .real: schedule.target.real
    case .integer: .i64
    case .boolean: .boolean
    }
  }
}
