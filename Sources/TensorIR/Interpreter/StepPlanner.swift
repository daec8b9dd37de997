/// Lays out the steps of one phase in order.
struct StepPlanner {
  let program: TensorProgram
  let uses: Uses
  private(set) var views: [ValueID: View]
  private(set) var steps: [Step] = []
  var working = ArenaLayout()
  /// Owners of working memory by their last reader.
  private var expiring: [Int: [Int]] = [:]
  private let parameters: [InputID: Range<Int>]

  init(_ program: TensorProgram, _ uses: Uses, views: [ValueID: View] = [:]) {
    self.program = program
    self.uses = uses
    self.views = views
    parameters = StepPlanner.parameterOffsets(program).ranges
  }

  /// Where each parameter input lies in the vector of parameters, and how long that is.
  static func parameterOffsets(
    _ program: TensorProgram
  ) -> (ranges: [InputID: Range<Int>], count: Int) {
    var ranges: [InputID: Range<Int>] = [:]
    var count = 0
    for (index, input) in program.inputs.enumerated() where input.role == .parameter {
      let size = program.count(input.type)
      ranges[InputID(index: Int32(index))] = count..<(count + size)
      count += size
    }
    return (ranges, count)
  }

  /// Adds the step of one node, or makes it a view; then frees what was read for the last time.
  mutating func plan(_ index: Int, keepingIn fixed: inout ArenaLayout) {
    let value = ValueID(index: Int32(index))
    switch program[value].op {
    case .broadcast(let x, _): views[value] = view(x)
    case .rename(let x, let from, let to):
      var renamed = view(x)
      renamed.strides[to] = renamed.strides.removeValue(forKey: from)
      views[value] = renamed
    case .input where uses.isBody: take(value, keepingIn: &fixed)
    case .scan(let scan, _):
      let results = uses.results[scan] ?? []
      guard results.first == value else { break }
      for result in results { take(result, keepingIn: &fixed) }
      let plan = ScanPlan(scan, results: results.map(result), in: &self)
      steps.append(Step(action: .scan(plan), nest: LoopNest([]), out: Place()))
    default:
      take(value, keepingIn: &fixed)
      let step = makeStep(value)
      steps.append(step)
    }
    for owner in expiring.removeValue(forKey: index) ?? [] {
      let value = ValueID(index: Int32(owner))
      let type = program[value].type
      working.giveBack(
        type.element, offset: view(value).place.offset, count: program.count(type))
    }
  }

  /// Takes memory for a value until it is read for the last time.
  private mutating func take(_ value: ValueID, keepingIn fixed: inout ArenaLayout) {
    let index = Int(value.index)
    let type = program[value].type
    let staysFixed = uses.isFixed[index] && uses.isKept[index]
    let count = program.count(type)
    let offset =
      staysFixed
      ? fixed.take(type.element, count: count) : working.take(type.element, count: count)
    views[value] = View(
      place: Place(isFixed: staysFixed, offset: offset),
      strides: program.rowMajorStrides(type.axes))
    if !staysFixed { expiring[uses.lastReader[index], default: []].append(index) }
  }

  private func result(_ value: ValueID) -> (ScanResult, View) {
    guard case .scan(_, let result) = program[value].op else {
      preconditionFailure("the result of a loop")
    }
    return (result, view(value))
  }

  /// The view of a value that has been planned.
  func view(_ value: ValueID) -> View { views[value] ?? View(place: Place(), strides: [:]) }

  /// The range of a parameter input in the vector of parameters.
  func range(_ input: InputID) -> Range<Int> { parameters[input] ?? 0..<0 }

  /// Takes memory for the current step only.
  mutating func scratch(_ element: ElementType, count: Int) -> Place {
    let offset = working.take(element, count: count)
    working.giveBack(element, offset: offset, count: count)
    return Place(offset: offset)
  }
}
