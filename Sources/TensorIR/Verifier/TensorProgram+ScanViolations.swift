/// What must hold of a loop.
extension TensorProgram {
  func complaint(about scan: Scan, _ result: ScanResult) -> String? {
    let body = scan.body
    let inputs = body.program.inputs
    guard body.program.axes.count <= axes.count,
      zip(axes, body.program.axes).allSatisfy({ $0 == $1 })
    else { return "the body of the scan has other axes" }
    if let violation = body.program.firstViolation() {
      return "in the body of the scan: \(violation)"
    }
    guard scan.operands.count == inputs.count,
      body.carryCount >= 0, body.sliceCount >= 0,
      body.carryCount + body.sliceCount <= inputs.count
    else { return "not as many operands as the body of the scan has inputs" }
    guard body.next.count == body.carryCount else {
      return "not as many values after a step as carries"
    }
    for (input, next) in zip(inputs, body.next) where body.program[next].type != input.type {
      return "the carry '\(input.name)' changes its type"
    }
    for (index, operand) in scan.operands.enumerated() {
      let type = self[operand].type
      guard type.axes.contains(scan.axis) == body.isSlice(index) else {
        return body.isSlice(index)
          ? "operand %\(operand.index) has no axis '\(self[scan.axis].name)'"
          : "operand %\(operand.index) has the axis of the scan"
      }
      guard type.removing(scan.axis) == inputs[index].type else {
        return "operand %\(operand.index) is \(text(type)), and the body reads "
          + text(inputs[index].type)
      }
    }
    return complaint(about: result, in: body)
  }

  private func complaint(about result: ScanResult, in body: ScanBody) -> String? {
    switch result {
    case .final(let carry):
      (0..<body.carryCount).contains(carry) ? nil : "no carry \(carry)"
    case .each(let value):
      body.program.nodes.indices.contains(Int(value.index))
        ? nil : "the body has no value %\(value.index)"
    }
  }
}
