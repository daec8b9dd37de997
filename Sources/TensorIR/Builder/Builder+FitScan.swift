/// Loops whose operands have got other axes.
extension ProgramBuilder {
  /// Returns the loop for the types that its operands have now, and what became of the values of
  /// its body.
  ///
  /// - Parameter axis: an axis that none of the operands has any more.
  mutating func fitted(
    _ scan: Scan, without axis: AxisID?
  ) -> (scan: Scan, image: (ValueID) -> ValueID) {
    if fits(scan) { return (scan, { $0 }) }
    let body = scan.body
    let others = body.program.inputs.indices.dropFirst(body.carryCount)
    let slices = others.filter { type(scan.operands[$0]).axes.contains(scan.axis) }
    let shared = others.filter { !slices.contains($0) }
    let order = Array(0..<body.carryCount) + slices + shared
    var types = order.map { type(scan.operands[$0]).removing(scan.axis) }
    while true {
      let (program, images) = rewrite(body.program, inputs: order, types, without: axis)
      let next = program.outputs.map { program[$0.value].type }
      let wider = zip(types, next).map { TensorType($0.element, $0.axes + $1.axes) }
      if wider == Array(types.prefix(body.carryCount)) {
        let first = zip(scan.operands, wider).map { widen($0, to: $1) }
        let rest = order.dropFirst(body.carryCount).map { scan.operands[$0] }
        let fitting = Scan(
          along: scan.axis, isReversed: scan.isReversed,
          body: ScanBody(program, carryCount: body.carryCount, sliceCount: slices.count),
          operands: first + rest)
        return (fitting, { images[Int($0.index)] })
      }
      types.replaceSubrange(0..<body.carryCount, with: wider)
    }
  }

  /// Whether operands have the types that the body was written for.
  private func fits(_ scan: Scan) -> Bool {
    scan.operands.indices.allSatisfy { index in
      let found = type(scan.operands[index])
      let isSlice = scan.body.isSlice(index)
      return found.axes.contains(scan.axis) == isSlice
        && found.removing(scan.axis) == scan.body.program.inputs[index].type
    }
  }

  /// Writes a body with inputs of other types, in another order.
  private func rewrite(
    _ body: TensorProgram, inputs order: [Int], _ types: [TensorType], without axis: AxisID?
  ) -> (program: TensorProgram, images: [ValueID]) {
    var builder = ProgramBuilder(axesOf: program)
    var inputs: [Int: ValueID] = [:]
    for (index, type) in zip(order, types) {
      inputs[index] = builder.input(body.inputs[index].name, type, role: .parameter)
    }
    var images: [ValueID] = []
    for node in body.nodes {
      builder.origin = node.origin
      if case .input(let input) = node.op, let value = inputs[Int(input.index)] {
        images.append(value)
      } else {
        images.append(
          builder.rewrite(node.op.mapOperands { images[Int($0.index)] }, without: axis))
      }
    }
    let outputs = body.outputs.enumerated().map { index, output in
      let next = images[Int(output.value.index)]
      return Output(name: output.name, value: builder.widen(next, to: types[index]))
    }
    return (builder.finish(outputs), images)
  }
}

extension ScanBody {
  /// Whether an input is the slice of an operand.
  public func isSlice(_ input: Int) -> Bool {
    input >= carryCount && input < carryCount + sliceCount
  }
}

extension TensorType {
  /// The type without an axis.
  public func removing(_ axis: AxisID) -> TensorType {
    axes.contains(axis) ? TensorType(element, axes.filter { $0 != axis }) : self
  }

  /// The type with one more axis.
  public func adding(_ axis: AxisID) -> TensorType { TensorType(element, axes + [axis]) }
}
