extension TensorProgram {
  /// Returns the program without the nodes that no output needs.
  ///
  /// The tables of axes and inputs stay as they are, so the layout of the parameters does too.
  public func pruned() -> TensorProgram {
    let isLive = liveness()
    var result = self
    result.nodes = []
    var renumbered: [ValueID: ValueID] = [:]
    func moved(_ value: ValueID) -> ValueID { renumbered[value] ?? value }
    for (index, node) in nodes.enumerated() where isLive[index] {
      renumbered[ValueID(index: Int32(index))] = ValueID(index: Int32(result.nodes.count))
      let op = node.op.mapOperands(moved)
      result.nodes.append(Node(op: op, type: node.type, origin: node.origin))
    }
    result.outputs = outputs.map { Output(name: $0.name, value: moved($0.value)) }
    return result
  }

  /// The program's axes, and nothing else.
  var withoutNodes: TensorProgram {
    var result = TensorProgram()
    result.axes = axes
    return result
  }

  /// Tells for each value whether an output needs it.
  func liveness() -> [Bool] {
    var isLive = [Bool](repeating: false, count: nodes.count)
    for output in outputs { isLive[Int(output.value.index)] = true }
    for index in nodes.indices.reversed() where isLive[index] {
      for operand in nodes[index].op.operands { isLive[Int(operand.index)] = true }
    }
    return isLive
  }
}
