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
    let first = layout.hidden.first ?? layout.heads[0]
    var inputs: [NetInput] = []
    for (input, matrix) in zip(body.inputs, first.matrices) {
      let axes = layout.tensors[matrix].axes
      let rows = Array(axes.dropLast(first.outputs.count))
      inputs.append(try netInput(input, rows: rows))
    }
    for layer in layout.hidden {
      let sum = apply(layer, to: inputs, tensors)
      inputs = [.numbers(Operand(activate(sum, by: body.activation), components: layer.outputs))]
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

  /// The sum of the products of the inputs with their matrices, and the biases.
  private mutating func apply(
    _ layer: NetLayout.Layer, to inputs: [NetInput], _ tensors: [ValueID]
  ) -> ValueID {
    zip(inputs, layer.matrices).reduce(tensors[layer.biases]) { sum, next in
      builder.add(product(next.0, tensors[next.1]), sum)
    }
  }

  private mutating func product(_ input: NetInput, _ matrix: ValueID) -> ValueID {
    switch input {
    case .numbers(let x):
      let whole = x.components.reduce(x.value) { has($0, $1) ? $0 : broadcast($0, along: $1) }
      return builder.contract(whole, matrix, over: x.components)
    case .members(let x, let axis):
      return builder.sum(gather(matrix, along: axis, at: x.value), over: x.components)
    }
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
