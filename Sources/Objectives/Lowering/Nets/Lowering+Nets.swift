import Diagnostics
import Semantics
import TensorIR

/// Nets with layers at values of their inputs.
extension Lowering {
  /// What each head of a net gives.
  ///
  /// The first layer is a sum of one product for each input, so that a product that does not depend
  /// on what is summed out, or on a plate, is computed once.
  mutating func applyLayers(
    _ id: FunctionID, _ body: NetBody, weights: Operand?
  ) throws(LoweringFailure) -> [Operand] {
    let function = model.functions[id]
    let layout = try layout(of: id, body)
    let tensors = try tensors(of: id, layout, weights)
    var inputs: [NetInput] = []
    for (input, rows) in zip(body.inputs, layout.inputs) {
      inputs.append(try netInput(input, rows: rows))
    }
    for step in layout.hidden {
      let result: Operand
      switch step {
      case .layer(let layer): result = activated(layer, inputs, tensors, body)
      case .residual(let first, let second):
        let inner = activated(first, inputs, tensors, body)
        let change = apply(second, to: [.numbers(inner)], tensors)
        guard case .numbers(let x)? = inputs.first else { continue }
        result = Operand(builder.add(x.value, change), components: x.components)
      }
      inputs = [.numbers(result)] + inputs.dropFirst(step.inputCount)
    }
    var results: [Operand] = []
    for (layer, head) in zip(layout.heads, function.result.heads) {
      let sum = apply(layer, to: inputs, tensors)
      let axes = try valueAxes(head.type)
      let raw = align(Operand(sum, components: layer.outputs), to: axes)
      results.append(try output(raw, as: head.type, of: function))
    }
    return results
  }

  private mutating func activated(
    _ layer: NetLayout.Layer, _ inputs: [NetInput], _ tensors: [ValueID], _ body: NetBody
  ) -> Operand {
    let sum = normalised(apply(layer, to: inputs, tensors), by: layer, tensors)
    return Operand(activate(sum, by: body.activation), components: layer.outputs)
  }

  /// The sum of the products of the inputs with their matrices, and the biases.
  private mutating func apply(
    _ layer: NetLayout.Layer, to inputs: [NetInput], _ tensors: [ValueID]
  ) -> ValueID {
    zip(inputs, layer.matrices).reduce(tensors[layer.biases]) { sum, next in
      builder.add(product(next.0, tensors[next.1], layer.windows), sum)
    }
  }

  private mutating func product(
    _ input: NetInput, _ matrix: ValueID, _ windows: Windows?
  ) -> ValueID {
    switch input {
    case .numbers(let x):
      let whole = x.components.reduce(x.value) { has($0, $1) ? $0 : broadcast($0, along: $1) }
      guard let windows else { return builder.contract(whole, matrix, over: x.components) }
      let read = builder.gather(
        whole, axis: windows.pixels, at: builder.places(of: windows))
      return builder.contract(read, matrix, over: windows.rows(of: x.components))
    case .members(let x, let axis):
      return builder.sum(gather(matrix, along: axis, at: x.value), over: x.components)
    }
  }

  /// Layer normalisation (Ba, Kiros and Hinton 2016): (x - mean) / √(variance + 10⁻⁵), times 1 plus
  /// a gain, plus a shift.
  private mutating func normalised(
    _ x: ValueID, by layer: NetLayout.Layer, _ tensors: [ValueID]
  ) -> ValueID {
    guard let norm = layer.norm else { return x }
    let share = builder.constant(1 / Double(count(layer.outputs)))
    let mean = builder.multiply(builder.sum(x, over: layer.outputs), share)
    let centred = builder.subtract(x, mean)
    let squares = builder.sum(builder.multiply(centred, centred), over: layer.outputs)
    let variance = builder.add(builder.multiply(squares, share), builder.constant(1e-5))
    let unit = builder.divide(centred, builder.unary(.sqrt, variance))
    let gain = builder.add(builder.constant(1), tensors[norm.gains])
    return builder.add(builder.multiply(unit, gain), tensors[norm.shifts])
  }

  private mutating func broadcast(_ value: ValueID, along axis: AxisID) -> ValueID {
    builder.append(.broadcast(value, along: [axis]))
  }

  private mutating func activate(
    _ x: ValueID, by activation: NetBody.Activation
  ) -> ValueID {
    switch activation {
    case .linear: return x
    case .relu:
      // Written so that the slope at 0 is 0, and NaN stays NaN.
      let isBelow = builder.compare(.lessOrEqual, x, builder.constant(0))
      return builder.select(isBelow, builder.constant(0), x)
    case .tanh: return builder.unary(.tanh, x)
    case .sigmoid: return builder.unary(.logistic, x)
    case .softplus: return builder.unary(.softplus, x)
    case .swish: return builder.multiply(x, builder.unary(.logistic, x))
    case .gelu: return builder.multiply(x, builder.unary(.normalCDF, x))
    case .elu:
      let isBelow = builder.compare(.less, x, builder.constant(0))
      let below = builder.unary(.expm1, builder.select(isBelow, x, builder.constant(0)))
      return builder.select(isBelow, below, x)
    }
  }

  /// The declared result of unrestricted numbers: what a layer gives at the end of a net.
  private mutating func output(
    _ raw: Operand, as type: ValueType, of function: Function
  ) throws(LoweringFailure) -> Operand {
    let x = raw.value
    switch type.inner {
    case .real, .weights: return raw
    case .positive: return Operand(builder.unary(.softplus, x), components: raw.components)
    case .unit: return Operand(builder.unary(.logistic, x), components: raw.components)
    case .interval(let lower, let upper):
      let a = try number(lower).value
      let b = try number(upper).value
      if let low = builder.constantValue(a), let high = builder.constantValue(b), low.isFinite,
        high.isFinite
      {
        let share = builder.multiply(builder.subtract(b, a), builder.unary(.logistic, x))
        return Operand(builder.add(a, share), components: raw.components)
      }
    case .simplex:
      guard let last = raw.components.last else { return raw }
      let logValue = builder.subtract(x, builder.reduce(.logSumExp, x, over: [last]))
      return Operand(builder.unary(.exp, logValue), components: raw.components)
    case .spread, .int, .nat, .bool, .member, .ordered, .positiveOrdered, .covariance,
      .correlation, .choleskyFactor, .choleskyCorrelation, .array, .optional, .record, .group,
      .poison:
      break
    }
    throw fail(
      .notYetLowered(
        "a net with such a result", at: function.span,
        hint: "`real`, `positive`, `unit`, a finite `real(a, b)`, `simplex(K)`, or arrays of them"))
  }
}
