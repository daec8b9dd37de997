import TensorIR

/// The body of a loop written for all steps at once.
///
/// Holes stand for the inputs that change, so that the body is apart from what it is made of.
struct Unrolled {
  /// What became of each value of the body.
  let values: [ValueID]
  /// What stands for each input of the body, nil for those that it does not read.
  let inputs: [ValueID?]
  /// What the holes stand for, and what the loop can keep as it goes instead of computing it again.
  let replacements: [ValueID: ValueID]
}

extension ProgramBuilder {
  /// Writes the body of a loop for all steps at once.
  ///
  /// - Parameters:
  ///   - isChanging: the inputs that holes stand for.
  ///   - repeating: whether these have the axis of the loop even if all steps share the input, so
  ///     that what depends on them is apart for each step.
  mutating func unroll(_ scan: Scan, _ isChanging: [Bool], repeating: Bool) -> Unrolled {
    let body = scan.body
    let limit = scan.largestCount
    let dependsOnCarry = body.dependsOnCarry
    var values: [ValueID] = []
    var replacements: [ValueID: ValueID] = [:]
    for (index, node) in body.program.nodes.enumerated() {
      let value = ValueID(index: Int32(index))
      guard case .input(let input) = node.op else {
        let image = rewrite(node.op.mapOperands { values[Int($0.index)] })
        values.append(image)
        if dependsOnCarry[index], !node.op.isElementwise, uniformValue(image) == nil,
          replacements[image] == nil, program.count(node.type) <= limit
        {
          replacements[image] = append(.scan(scan, .each(value)))
        }
        continue
      }
      let position = Int(input.index)
      let actual =
        position < body.carryCount ? append(.scan(scan, .each(value))) : scan.operands[position]
      guard isChanging[position] else {
        values.append(actual)
        continue
      }
      let type = type(actual)
      let hole = hole(
        body.program.inputs[position].name, repeating ? type.adding(scan.axis) : type)
      values.append(hole)
      replacements[hole] = actual
    }
    let inputs = body.inputValues.map { $0.map { values[Int($0.index)] } }
    return Unrolled(values: values, inputs: inputs, replacements: replacements)
  }
}

extension ScanBody {
  /// Tells for each value whether it depends on a carry.
  fileprivate var dependsOnCarry: [Bool] {
    var depends: [Bool] = []
    for node in program.nodes {
      if case .input(let input) = node.op {
        depends.append(input.index < carryCount)
      } else {
        depends.append(node.op.operands.contains { depends[Int($0.index)] })
      }
    }
    return depends
  }

  /// The carries that change with some of the inputs.
  ///
  /// - Parameter isActive: which of the operands of the loop may change.
  func carriesChanging(with isActive: [Bool]) -> [Bool] {
    let inputs = inputValues
    var isChanging = Array(isActive.prefix(carryCount))
    guard let last = program.nodes.indices.last.map({ ValueID(index: Int32($0)) }) else {
      return isChanging
    }
    while true {
      let sources = (isChanging + isActive.dropFirst(carryCount)).enumerated()
        .compactMap { $1 ? inputs[$0] : nil }
      let activity = program.activity(from: sources, upTo: last)
      let wider = zip(isChanging, next).map { $0 || activity[Int($1.index)] }
      if wider == isChanging { return isChanging }
      isChanging = wider
    }
  }

  /// The carries with which some results change.
  func carriesChanging(_ results: some Sequence<ScanResult>) -> [Bool] {
    var matters = [Bool](repeating: false, count: carryCount)
    var roots: [ValueID] = []
    for result in results {
      switch result {
      case .final(let carry): matters[carry] = true
      case .each(let value): roots.append(value)
      }
    }
    while true {
      var isNeeded = [Bool](repeating: false, count: program.nodes.count)
      for root in roots { isNeeded[Int(root.index)] = true }
      for (carry, value) in next.enumerated() where matters[carry] {
        isNeeded[Int(value.index)] = true
      }
      for index in isNeeded.indices.reversed() where isNeeded[index] {
        for operand in program.nodes[index].op.differentiableOperands {
          isNeeded[Int(operand.index)] = true
        }
      }
      let wider = zip(matters, inputValues).map { matters, value in
        matters || value.map { isNeeded[Int($0.index)] } ?? false
      }
      if wider == matters { return matters }
      matters = wider
    }
  }
}
