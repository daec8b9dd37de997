/// The steps of a program, those that need no parameters apart, and where everything lies.
///
/// Renamed and repeated values are not computed: they are other views of their operand.
struct Plan: Sendable {
  /// Done once; their working memory is given up afterwards, what later steps read is fixed.
  private(set) var preparation: [Step] = []
  /// Done at every run.
  private(set) var steps: [Step] = []
  private(set) var preparationSizes = ArenaSizes(real: 0, integer: 0, boolean: 0)
  private(set) var fixedSizes = ArenaSizes(real: 0, integer: 0, boolean: 0)
  private(set) var workingSizes = ArenaSizes(real: 0, integer: 0, boolean: 0)
  private(set) var outputs: [OutputView] = []
  private(set) var parameterCount = 0

  init(_ program: TensorProgram) {
    let uses = Uses(of: program)
    var fixed = ArenaLayout()
    var preparing = StepPlanner(program, uses)
    for index in program.nodes.indices where uses.isFixed[index] {
      preparing.plan(index, keepingIn: &fixed)
    }
    var running = StepPlanner(program, uses, views: preparing.views)
    for index in program.nodes.indices where uses.isLive[index] && !uses.isFixed[index] {
      running.plan(index, keepingIn: &fixed)
    }
    preparation = preparing.steps
    steps = running.steps
    preparationSizes = preparing.working.sizes
    workingSizes = running.working.sizes
    fixedSizes = fixed.sizes
    parameterCount = StepPlanner.parameterOffsets(program).count
    outputs = program.outputs.compactMap { output in
      running.views[output.value].map { OutputView($0, program[output.value].type, program) }
    }
  }
}

extension Plan {
  /// The bytes of memory at the most, for some copies that share what is fixed.
  func byteCount(_ precision: Precision, copies: Int) -> Int {
    let fixed = fixedSizes.byteCount(precision)
    let working = workingSizes.byteCount(precision).multipliedReportingOverflow(by: copies)
    guard !working.overflow else { return .max }
    return fixed + max(preparationSizes.byteCount(precision), working.partialValue)
  }
}

/// Where a value lies and how far apart its elements are along each axis.
struct View {
  var place: Place
  var strides: [AxisID: Int]
}

/// How to read an output in row-major order.
struct OutputView: Sendable {
  let element: ElementType
  let place: Place
  let count: Int
  /// Operand 1 is the value, operand 0 the row-major result.
  let nest: LoopNest

  init(_ view: View, _ type: TensorType, _ program: TensorProgram) {
    element = type.element
    place = view.place
    count = program.count(type)
    let dense = program.rowMajorStrides(type.axes)
    nest = LoopNest(
      type.axes.map { axis in
        LoopLevel(
          size: program[axis].size,
          strides: Strides(dense[axis, default: 0], view.strides[axis, default: 0], 0, 0))
      })
  }
}

extension TensorProgram {
  /// How far apart the elements of a dense value are along each of its axes, the last of which runs
  /// fastest.
  public func rowMajorStrides(_ axes: [AxisID]) -> [AxisID: Int] {
    var strides: [AxisID: Int] = [:]
    var step = 1
    for axis in axes.reversed() {
      strides[axis] = step
      step *= self[axis].size
    }
    return strides
  }
}
