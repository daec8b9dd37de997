import Binding
import Semantics
import TensorIR

/// Where the weights of a net come from: they are a point, they are data, or a value of the story.
extension Lowering {
  /// Each tensor of a net.
  ///
  /// - Parameter weights: `w` of `f(x; w)`; `nil` for the net's own.
  mutating func tensors(
    of id: FunctionID, _ layout: NetLayout, _ weights: Operand?
  ) throws(LoweringFailure) -> [ValueID] {
    if let weights {
      return try layout.tensors.map { tensor throws(LoweringFailure) in
        try part(of: weights, tensor, weightAxis(id))
      }
    }
    if let known = netTensors[id] { return known }
    let function = model.functions[id]
    guard let flat = bound.weights[id] else {
      throw fail(
        .missingPoint(function.name, at: function.span))
    }
    guard flat.count == layout.count else {
      throw fail(.weightCount(function.name, flat.count, wanted: layout.count, at: function.span))
    }
    let tensors = layout.tensors.enumerated().map { slot, tensor in
      let values = Array(flat[tensor.offset..<tensor.offset + tensor.count])
      return input(
        "\(function.name).\(tensor.name)", .real, axes: tensor.axes,
        BoundValue(
          shape: tensor.axes.map { builder.program[$0].size }, storage: .reals(values)),
        from: .weights(id, tensor: slot))
    }
    netTensors[id] = tensors
    return tensors
  }

  /// One tensor out of a flat vector of weights.
  private mutating func part(
    of weights: Operand, _ tensor: NetLayout.Tensor, _ axis: AxisID
  ) throws(LoweringFailure) -> ValueID {
    guard has(weights.value, axis) else { return weights.value }
    var place = integer(tensor.offset)
    var stride = 1
    for axis in tensor.axes.reversed() {
      let step = builder.multiply(builder.position(axis), integer(stride))
      place = builder.add(place, step)
      stride *= builder.program[axis].size
    }
    return builder.gather(weights.value, axis: axis, at: place)
  }

  /// Makes the weights of a net a point: a block for each tensor.
  mutating func makeWeights(of id: FunctionID) throws(LoweringFailure) {
    let function = model.functions[id]
    let layout = try layout(of: id)
    netTensors[id] = layout.tensors.map { tensor in
      let name = "\(function.name).\(tensor.name)"
      let value = builder.input(name, TensorType(.real, tensor.axes.sorted()), role: .parameter)
      addBlock(
        .function(id), name: name, input: value, axes: tensor.axes, start: tensor.start)
      return value
    }
  }

  /// Adds the coordinates that an input holds.
  mutating func addBlock(
    _ owner: Movable, name: String, input value: ValueID, axes: [AxisID], start: StartSpread?
  ) {
    guard case .input(let input) = builder.program[value].op else { return }
    let ownerName =
      switch owner {
      case .variable(let id): model.variables[id].name
      case .function(let id): model.functions[id].name
      }
    let offset = blocks.last.map { $0.offset + $0.count } ?? 0
    blocks.append(
      ParameterBlock(
        owner: owner, name: name, ownerName: ownerName, input: input, offset: offset,
        count: builder.program.count(builder.type(value)),
        sizes: axes.map { builder.program[$0].size }, places: places(axes), start: start))
  }
}
