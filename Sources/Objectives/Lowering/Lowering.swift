import Binding
import Diagnostics
import Semantics
import TensorIR

/// How a variable of the story gets its value in one question.
enum Assignment: Hashable, Sendable {
  /// Bound with the data, or a hyper.
  case data
  /// A point: constrained from coordinates that are parameters of the program.
  case block
  /// Summed out: all its states lie along an axis of their own.
  case states
  /// Integrated over: a function of a hole in the program.
  case integrated
  /// Drawn from a guide.
  case drawn
  /// Summed over with the probabilities of a guide: like `states`, but not eliminated.
  case enumerated
  /// Put in by a query: something that the program computes.
  case value
}

/// Where an index letter stands.
struct LetterBinding: Hashable, Sendable {
  /// The axis it runs over; `nil` for one fixed member.
  let axis: AxisID?
  /// The position from 0 in its set, an integer.
  let position: ValueID
  /// Whether it runs over its whole set, so that the position is that along the axis.
  let isWhole: Bool
  /// The same position as a step from a letter of the statement, where it is one.
  let place: Place
}

/// The state of lowering one question about one bound model to a tensor program.
///
/// A letter is an axis of the program; a component of a value is an axis named after its set, the
/// first along a set being the same axis everywhere, so that values of one type line up. A stored
/// table has the letters of its own declaration as axes; reading it at other subscripts renames or
/// gathers.
struct Lowering {
  let bound: BoundModel
  /// How each variable gets its value just now; what is missing is computed.
  private(set) var assignments: [VariableID: Assignment]
  var builder = ProgramBuilder()
  var data: [InputID: Tensor] = [:]
  var origins: [InputID: DataOrigin] = [:]
  /// Whether numbers of the data are inputs, as arrays are, rather than constants.
  let keepsNumbersOpen: Bool
  var blocks: [ParameterBlock] = []
  var letters: [IndexID: LetterBinding] = [:]
  /// The values of names bound by functions; a record has one for each field.
  var locals: [LocalID: [Operand]] = [:]
  /// The plate of which few rows are seen at a time, the axes over it, and the inputs of its rows.
  let batch: Minibatch?
  private(set) var batchAxes: Set<AxisID> = []
  /// The groups of the rows along an axis, where it is fixed which of them know a variable.
  var rowGroups: [AxisID: [RowGroups.Group]] = [:]
  var batchInputs: [BatchInput] = []
  var rowNumbers: ValueID?
  /// Why this question has no batches.
  var batchRefusal: LoweringFailure?
  /// The shapes of nets, and their own weights.
  var netLayouts: [FunctionID: NetLayout] = [:]
  var netTensors: [FunctionID: [ValueID]] = [:]
  /// The tables of blocks, data and states, which hold for the whole program.
  var fixedTables: [TableKey: Operand] = [:]
  /// The tables of deterministic values, which hold while the assignments do.
  var computedTables: [VariableID: Operand] = [:]
  /// The holes that stand for integrated variables.
  var holes: [VariableID: ValueID] = [:]
  /// The tables that queries put in for variables.
  var putValues: [VariableID: Operand] = [:]
  /// The inputs of points, before they are constrained.
  var freeInputs: [VariableID: ValueID] = [:]
  /// The variables that are tied to another one without any spread, each with that other one.
  let aliases: [VariableID: VariableID]
  /// Priors of integrated variables as maps, which hold while the assignments do.
  var whitenings: [VariableID: Whitening] = [:]
  /// The rule for integrals without a closed form, if they are asked for.
  var quadrature: QuadratureRule?
  /// The weights of the rule, as they stand in the program.
  var quadratureTables: Set<ValueID> = []
  /// How expectations under guides are estimated, and the noise of their draws.
  let guideSettings: GuideSettings
  var noise: [NoiseInput] = []
  /// The tables of what is drawn from the guide at work.
  var drawTables: [VariableID: Operand] = [:]
  var isUnderGuide = false
  /// The axis of the draws, if there are several.
  private(set) var drawAxis: AxisID?
  /// Which elements of a partial variable are known, over its letters.
  var masks: [VariableID: ValueID] = [:]
  /// What stands for points while one asks for expected statistics.
  var standIns = StandIns()
  /// The recursion along a chain whose step is being lowered.
  var recursion: Recursion?
  /// The logs of Jacobians of the blocks, each summed to a number.
  var logJacobians: [ValueID] = []
  /// The members that the statement being lowered speaks of.
  var coordinates: [IndexID: Coordinate] = [:]
  /// How the variables that are summed out are read, by the axes along which their states lie.
  private(set) var readings: [AxisID: Reading] = [:]
  /// The finite ranges of whole-numbered variables, each found once.
  var stateSpaces: [VariableID: ClosedRange<Int>] = [:]
  private var letterAxes: [IndexID: AxisID] = [:]
  private var namedAxes: [AxisKey: AxisID] = [:]
  /// Whether each element along a ragged letter's axis exists.
  var raggedMasks: [AxisID: ValueID] = [:]

  struct TableKey: Hashable {
    let variable: VariableID
    let assignment: Assignment
  }

  /// Axes that are not letters, each made once.
  private enum AxisKey: Hashable {
    case component(IndexSetID, occurrence: Int)
    case literal(size: Int, occurrence: Int)
    case scratch(IndexSetID, slot: Int)
    case states(Reading)
    case coordinates(VariableID)
    case region(IndexID, Range<Int>)
    case event(size: Int, slot: Int)
    case product(size: Int, slot: Int)
    case weights(FunctionID)
    case oneHot(IndexSetID, slot: Int, withNone: Bool)
  }

  init(
    _ bound: BoundModel, assignments: [VariableID: Assignment], keepsNumbersOpen: Bool = false,
    batch: Minibatch? = nil, guides: GuideSettings = GuideSettings()
  ) {
    guideSettings = guides
    self.bound = bound
    self.batch = batch
    self.keepsNumbersOpen = keepsNumbersOpen
    self.assignments = assignments
    aliases = bound.tiedVariables
    for id in bound.model.indices.ids where bound.model.indices[id].isDeclared {
      _ = axis(of: id)
    }
    if guides.drawCount > 1 || guides.method == .score {
      drawAxis = builder.axis("draw", size: guides.drawCount)
    }
  }

  /// Begins a lowering of a used model on the program of the model that uses it.
  ///
  /// - Parameters:
  ///   - program: it is handed on, and must be taken back at the end.
  ///   - places: the letters that run along axes of that program; all others get new ones.
  ///   - ragged: whether the elements along those axes exist.
  init(
    _ bound: BoundModel, on program: ProgramBuilder, places: [IndexID: AxisID],
    ragged: [AxisID: ValueID]
  ) {
    self.bound = bound
    guideSettings = GuideSettings()
    batch = nil
    keepsNumbersOpen = false
    assignments = bound.values.mapValues { _ in .data }
    aliases = bound.tiedVariables
    builder = program
    letterAxes = places
    raggedMasks = ragged.filter { places.values.contains($0.key) }
    for id in bound.model.indices.ids where bound.model.indices[id].isDeclared {
      _ = axis(of: id)
    }
  }

  var model: TypedModel { bound.model }

  /// The number of members of a set that are seen at a time.
  func size(_ set: IndexSetID) -> Int {
    if let batch, batch.set == set { return batch.size }
    return bound.sizes[set] ?? 0
  }

  /// The axis of a letter over its whole set.
  mutating func axis(of letter: IndexID) -> AxisID {
    if let axis = letterAxes[letter] { return axis }
    let index = model.indices[letter]
    let axis = builder.axis(index.name, size: size(index.set))
    letterAxes[letter] = axis
    if let batch, index.set == batch.set {
      batchAxes.insert(axis)
      makeRowGroups(axis, batch)
    }
    if let mask = raggedMask(along: axis, index.set) { raggedMasks[axis] = mask }
    return axis
  }

  /// The letters whose axes are among the given ones.
  func letters(along axes: Set<AxisID>) -> Set<IndexID> {
    Set(letterAxes.filter { axes.contains($0.value) }.keys)
  }

  /// The axis of the components over a set; `occurrence` counts earlier ones over the same set.
  mutating func componentAxis(_ set: IndexSetID, _ occurrence: Int) -> AxisID {
    if set == batch?.set { refuseBatch("a value has it as an axis", at: model.span) }
    let name = model.indexSets[set].name
    if name.isEmpty {
      let size = size(set)
      return named(.literal(size: size, occurrence: occurrence), "c\(size)", size)
    }
    return named(.component(set, occurrence: occurrence), name, size(set))
  }

  mutating func scratchAxis(_ set: IndexSetID, _ slot: Int) -> AxisID {
    named(.scratch(set, slot: slot), model.indexSets[set].name + "_", size(set))
  }

  /// The axis of the states in one way of reading a variable.
  mutating func axis(of reading: Reading, size: Int) -> AxisID {
    let axis = named(
      .states(reading), model.variables[reading.hidden.variable].name, size)
    readings[axis] = reading
    return axis
  }

  mutating func coordinateAxis(_ variable: VariableID, size: Int) -> AxisID {
    named(.coordinates(variable), model.variables[variable].name + "_free", size)
  }

  /// Members of a letter's set: along the axis of the letter if they are all, along an axis of
  /// their own if they are several.
  mutating func coordinate(_ letter: IndexID, _ range: Range<Int>) -> Coordinate {
    let set = model.indices[letter].set
    if range == 0..<size(set) { return Coordinate(axis: axis(of: letter), range: range) }
    if range.count == 1 { return Coordinate(axis: nil, range: range) }
    let axis = named(.region(letter, range), model.indices[letter].name, range.count)
    return Coordinate(axis: axis, range: range)
  }

  /// Axes like the given ones, for the parts of a matrix product.
  mutating func productAxes(_ axes: [AxisID]) -> [AxisID] {
    axes.enumerated().map { slot, axis in
      let like = builder.program[axis]
      return named(.product(size: like.size, slot: slot), like.name, like.size)
    }
  }

  /// Axes like the given ones, for components that a parameter does not share with the draw.
  mutating func eventAxes(_ axes: [AxisID]) -> [AxisID] {
    axes.enumerated().map { slot, axis in
      let like = builder.program[axis]
      return named(.event(size: like.size, slot: slot), like.name, like.size)
    }
  }

  /// The axis of all weights of a net.
  mutating func weightAxis(_ id: FunctionID) throws(LoweringFailure) -> AxisID {
    let count = try layout(of: id).count
    return named(.weights(id), "weights(\(model.functions[id].name))", count)
  }

  /// The axis of the members of a set that enter a net, `none` behind them.
  mutating func memberAxis(_ set: IndexSetID, _ slot: Int, withNone: Bool = false) -> AxisID {
    named(
      .oneHot(set, slot: slot, withNone: withNone), model.indexSets[set].name,
      size(set) + (withNone ? 1 : 0))
  }

  private mutating func named(_ key: AxisKey, _ name: String, _ size: Int) -> AxisID {
    if let axis = namedAxes[key] { return axis }
    let axis = builder.axis(name, size: size)
    namedAxes[key] = axis
    return axis
  }

  /// The axes of the components over the given sets.
  mutating func componentAxes(_ sets: [IndexSetID]) -> [AxisID] {
    var seen: [IndexSetID: Int] = [:]
    return sets.map { set in
      let occurrence = seen[set, default: 0]
      seen[set] = occurrence + 1
      return componentAxis(set, occurrence)
    }
  }

  /// The axes of the components of a value: of its sets, and of the weights of a net.
  mutating func valueAxes(_ type: ValueType) throws(LoweringFailure) -> [AxisID] {
    let axes = componentAxes(type.shape)
    guard case .weights(let id) = type.inner else { return axes }
    return axes + [try weightAxis(id)]
  }

  func fail(_ diagnostic: Diagnostic) -> LoweringFailure { LoweringFailure(diagnostic) }

  // MARK: Assignments

  /// What to put back after a log joint.
  struct Mode {
    let assignments: [VariableID: Assignment]
    let computedTables: [VariableID: Operand]
    let whitenings: [VariableID: Whitening]
    let putValues: [VariableID: Operand]
  }

  /// Lets some variables range over their states or the reals; returns what was before.
  mutating func switchAssignments(
    summingOut variables: Set<VariableID>, integrating reals: Set<VariableID> = []
  ) -> Mode {
    let mode = Mode(
      assignments: assignments, computedTables: computedTables, whitenings: whitenings,
      putValues: putValues)
    guard !variables.isEmpty || !reals.isEmpty else { return mode }
    assign(.states, to: variables)
    assign(.integrated, to: reals)
    return mode
  }

  /// Gives variables an assignment; what was computed from others holds no longer.
  mutating func assign(_ assignment: Assignment, to variables: Set<VariableID>) {
    for id in variables { assignments[id] = assignment }
    computedTables = [:]
    whitenings = [:]
  }

  /// Gives one variable an assignment, or none.
  mutating func assign(_ assignment: Assignment?, to id: VariableID) {
    assignments[id] = assignment
    computedTables = [:]
    whitenings = [:]
  }

  mutating func restore(_ mode: Mode) {
    assignments = mode.assignments
    computedTables = mode.computedTables
    whitenings = mode.whitenings
    putValues = mode.putValues
  }

  // MARK: Letters

  /// Binds a letter to its whole set.
  mutating func bind(_ letter: IndexID) {
    let axis = axis(of: letter)
    let isRow = batch.map { _ in isBatched(axis) } ?? false
    let position =
      if isRow, let batch { rowPositions(axis, batch) } else { builder.position(axis) }
    letters[letter] = LetterBinding(
      axis: axis, position: position, isWhole: true,
      place: .along(letter, offset: 0))
  }

  /// Binds a letter of a statement to the members that the statement speaks of.
  mutating func bind(_ letter: IndexID, to coordinate: Coordinate) {
    coordinates[letter] = coordinate
    if coordinate.axis == axis(of: letter) { return bind(letter) }
    letters[letter] = LetterBinding(
      axis: coordinate.axis, position: position(along: coordinate), isWhole: false,
      place: .along(letter, offset: 0))
  }

  /// Whether a bound letter has an axis.
  func isAxis(_ letter: IndexID) -> Bool { letters[letter]?.axis != nil }

  /// The position in its set of each member of a coordinate.
  mutating func position(along coordinate: Coordinate) -> ValueID {
    let first = integer(coordinate.range.lowerBound)
    guard let axis = coordinate.axis else { return first }
    let position = builder.position(axis)
    return coordinate.range.lowerBound == 0 ? position : builder.add(position, first)
  }

  mutating func integer(_ value: Int) -> ValueID {
    builder.cast(builder.constant(Double(value)), to: .integer)
  }

  /// Whether each element of a ragged set exists, along its own axis and those of its parents.
  private mutating func raggedMask(along axis: AxisID, _ set: IndexSetID) -> ValueID? {
    guard let sizes = bound.raggedSizes[set] else { return nil }
    if model.indexSets[set].parents.contains(where: { model.indices[$0].set == batch?.set }) {
      refuseBatch("`\(model.indexSets[set].name)` is ragged along it", at: model.span)
    }
    let parents = model.indexSets[set].parents.map { self.axis(of: $0) }
    let shape = parents.map { builder.program[$0].size }
    let lengths = input(
      "size of \(model.indexSets[set].name)", .integer, axes: parents,
      BoundValue(shape: shape, storage: .integers(sizes.map { Int32($0) })), from: .sizes(set))
    return builder.compare(.less, builder.position(axis), lengths)
  }
}
