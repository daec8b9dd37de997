/// How a loop runs: the steps of its body, which works in a part of the memory around it, and what
/// is moved in and out.
///
/// Between steps the carries lie in memory that no value of the body shares, so that all of them
/// can change at once.
struct ScanPlan: Sendable {
  /// The number of steps of the loop.
  let count: Int
  let isReversed: Bool
  /// Where the memory of the body starts in the working memory around it.
  let real, integer, boolean: Place
  /// The first values of the carries, and what is shared.
  private(set) var entering: [Transfer] = []
  private(set) var slices: [Transfer] = []
  /// From the memory between steps to where the body reads the carries.
  private(set) var carried: [Transfer] = []
  let steps: [Step]
  /// Values of the body that are kept at every step.
  private(set) var kept: [Transfer] = []
  private(set) var next: [Transfer] = []
  private(set) var leaving: [Transfer] = []
}

/// Copies a value of the body or of the program around it.
struct Transfer: Sendable {
  let element: ElementType
  /// Operand 0 is what is written, operand 1 what is read.
  let nest: LoopNest
  let out, x: Place
  /// How far apart the slices of two neighbouring steps are, in the value outside.
  var stride = 0
}

extension ScanPlan {
  /// Plans the loop whose results lie at the given places.
  init(_ scan: Scan, results: [(ScanResult, View)], in planner: inout StepPlanner) {
    let body = scan.body.program
    let kept: [ValueID] = results.compactMap { result, _ in
      if case .each(let value) = result { value } else { nil }
    }
    var inner = StepPlanner(body, Uses(ofBody: scan.body, keeping: kept))
    var none = ArenaLayout()
    for index in body.nodes.indices where inner.uses.isLive[index] {
      inner.plan(index, keepingIn: &none)
    }
    let carryTypes = body.inputs.prefix(scan.body.carryCount).map(\.type)
    let between = carryTypes.map { type in
      View(
        place: Place(offset: inner.working.take(type.element, count: body.count(type))),
        strides: body.rowMajorStrides(type.axes))
    }
    count = planner.program[scan.axis].size
    isReversed = scan.isReversed
    steps = inner.steps
    let sizes = inner.working.sizes
    real = planner.scratch(.real, count: sizes.real)
    integer = planner.scratch(.integer, count: sizes.integer)
    boolean = planner.scratch(.boolean, count: sizes.boolean)

    func transfer(to out: View, from x: View, _ type: TensorType) -> Transfer {
      let levels = type.axes.map { axis in
        LoopLevel(
          size: body[axis].size,
          strides: Strides(out.strides[axis] ?? 0, x.strides[axis] ?? 0, 0, 0))
      }
      return Transfer(element: type.element, nest: LoopNest(levels), out: out.place, x: x.place)
    }
    func sliced(_ transfer: Transfer, _ outside: View) -> Transfer {
      var result = transfer
      result.stride = outside.strides[scan.axis] ?? 0
      return result
    }
    let inputs = scan.body.inputValues
    for (index, operand) in scan.operands.enumerated() {
      let outside = planner.view(operand)
      let type = body.inputs[index].type
      if index < between.count {
        entering.append(transfer(to: between[index], from: outside, type))
      }
      guard let value = inputs[index], inner.uses.isLive[Int(value.index)] else { continue }
      let inside = inner.view(value)
      if index < between.count {
        carried.append(transfer(to: inside, from: between[index], type))
      } else if scan.body.isSlice(index) {
        slices.append(sliced(transfer(to: inside, from: outside, type), outside))
      } else {
        entering.append(transfer(to: inside, from: outside, type))
      }
    }
    for (index, value) in scan.body.next.enumerated() {
      next.append(transfer(to: between[index], from: inner.view(value), carryTypes[index]))
    }
    for (result, view) in results {
      switch result {
      case .final(let carry):
        leaving.append(transfer(to: view, from: between[carry], carryTypes[carry]))
      case .each(let value):
        let inside = transfer(to: view, from: inner.view(value), body[value].type)
        self.kept.append(sliced(inside, view))
      }
    }
  }
}

extension Uses {
  /// The uses in the body of a loop: nothing is fixed, and what is moved in and out stays.
  init(ofBody body: ScanBody, keeping kept: [ValueID]) {
    let roots = body.next + kept
    self.init(of: body.program.keeping(roots), asBody: true)
    for value in body.inputValues.compactMap({ $0 }) { keep(value) }
  }
}

extension TensorProgram {
  /// The program with other outputs.
  func keeping(_ values: [ValueID]) -> TensorProgram {
    var result = self
    result.outputs = values.map { Output(name: "", value: $0) }
    return result
  }
}
