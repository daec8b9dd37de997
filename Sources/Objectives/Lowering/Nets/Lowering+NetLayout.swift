import Binding
import Diagnostics
import Semantics
import TensorIR

/// The shapes of the layers of a net, which follow from its inputs, its options and its result.
extension Lowering {
  /// What enters a net: numbers over axes, or members of a set, which stand for their one-hot
  /// vectors.
  enum NetInput {
    case numbers(Operand)
    /// The positions of members, and the axis of their weights.
    case members(Operand, along: AxisID)

    /// The rows of its matrix.
    var rows: [AxisID] {
      switch self {
      case .numbers(let x): x.components
      case .members(let x, let axis): x.components + [axis]
      }
    }
  }

  /// The layout of a net with layers.
  mutating func layout(
    of id: FunctionID, _ body: NetBody
  ) throws(LoweringFailure) -> NetLayout {
    if let layout = netLayouts[id] { return layout }
    let function = model.functions[id]
    if body.options["dropout"] != nil {
      throw fail(.notYetLowered("dropout", at: function.span))
    }
    var writer = LayoutWriter(body, function)
    for (slot, input) in body.inputs.enumerated() {
      let axes = try rowAxes(of: input, slot)
      writer.layout.inputs.append(axes)
      writer.entering.append(
        LayoutWriter.Entering(axes: axes, fan: isMember(input.type) ? 1 : count(axes)))
    }
    let widths = try numbers(body.hidden)
    switch body.architecture {
    case .mlp, .dense: addDense(widths, to: &writer)
    case .resnet: try addResidual(widths, to: &writer)
    case .conv:
      try addConvolutions(to: &writer)
      addDense(widths, to: &writer)
    case .upconv:
      addDense(widths, to: &writer)
      try addTransposed(to: &writer)
    case .unet:
      throw fail(
        .notYetLowered(
          "the architecture `unet`", at: function.span,
          hint: "`mlp`, `dense`, `resnet`, `conv` and `upconv` can be computed"))
    }
    try addHeads(to: &writer)
    netLayouts[id] = writer.layout
    return writer.layout
  }

  private mutating func addDense(_ widths: [Int], to writer: inout LayoutWriter) {
    for width in widths {
      let axis = builder.axis(writer.nextName, size: width)
      writer.addLayer([axis], builder.program)
    }
  }

  /// Stages of one width: a layer, then layers whose result is added to what enters them.
  private mutating func addResidual(
    _ widths: [Int], to writer: inout LayoutWriter
  ) throws(LoweringFailure) {
    let blocks = try number("blocks", of: writer.body) ?? 1
    for width in widths {
      let axis = builder.axis(writer.nextName, size: width)
      writer.addLayer([axis], builder.program)
      for _ in 0..<blocks {
        let inner = builder.axis(writer.nextName, size: width)
        writer.addResidual(through: inner, builder.program)
      }
    }
  }

  private mutating func addHeads(to writer: inout LayoutWriter) throws(LoweringFailure) {
    let fields = writer.function.result.heads
    let rows = Set(writer.entering.flatMap(\.axes))
    let fan = writer.fan
    for (name, type) in fields {
      let columns = try headAxes(of: type, apartFrom: rows)
      let suffix = fields.count == 1 ? "\(writer.layout.hidden.count + 1)" : "_\(name)"
      if case .upconv = writer.body.architecture {
        try addImageHead(suffix, columns, to: &writer)
        continue
      }
      let spread: StartSpread
      if case .weights(let target) = type {
        // What the head gives are weights: they shall be spread as those of the net they are for.
        spread = try layout(of: target).start.scaled(by: 1 / Double(max(fan, 1)).squareRoot())
      } else {
        spread = StartSpread((2 / Double(max(fan + count(columns), 1))).squareRoot())
      }
      writer.addHead(suffix, columns, spread, builder.program)
    }
  }

  /// The layout of a net whose weights are a value.
  mutating func layout(of id: FunctionID) throws(LoweringFailure) -> NetLayout {
    let function = model.functions[id]
    guard case .layers(let body) = function.body else {
      throw fail(.notYetLowered("the weights of `\(function.name)`, a block", at: function.span))
    }
    return try layout(of: id, body)
  }

  /// Positive integers among the options of a net.
  private mutating func numbers(_ list: [TypedExpression]) throws(LoweringFailure) -> [Int] {
    try list.map { width throws(LoweringFailure) in
      guard let number = bound.integer(width), number > 0 else {
        throw fail(
          .notYetLowered("a net whose option is not a fixed positive number", at: width.span))
      }
      return number
    }
  }

  /// The numbers of an option, `nil` if it is left out.
  mutating func numbers(
    _ option: String, of body: NetBody
  ) throws(LoweringFailure) -> [Int]? {
    guard let list = body.options[option] else { return nil }
    return try numbers(list)
  }

  /// The number of an option, `nil` if it is left out.
  mutating func number(_ option: String, of body: NetBody) throws(LoweringFailure) -> Int? {
    try numbers(option, of: body)?.first
  }

  func count(_ axes: [AxisID]) -> Int { builder.program.count(axes) }

  /// The rows of the matrix of an input.
  private mutating func rowAxes(
    of input: TypedExpression, _ slot: Int
  ) throws(LoweringFailure) -> [AxisID] {
    let components = try valueAxes(input.type)
    switch input.type.inner {
    case .member(let set): return components + [memberAxis(set, slot)]
    case .optional(.member(let set)): return components + [memberAxis(set, slot, withNone: true)]
    case .real, .positive, .unit, .interval, .spread, .int, .nat, .bool, .simplex, .ordered,
      .positiveOrdered, .covariance, .correlation, .choleskyFactor, .choleskyCorrelation,
      .weights:
      return components
    case .array, .optional, .record, .group, .poison:
      throw fail(.notYetLowered("a net of such an input", at: input.span))
    }
  }

  private func isMember(_ type: ValueType) -> Bool {
    switch type.inner {
    case .member, .optional: true
    case .real, .positive, .unit, .interval, .spread, .int, .nat, .bool, .simplex, .ordered,
      .positiveOrdered, .covariance, .correlation, .choleskyFactor, .choleskyCorrelation,
      .weights, .array, .record, .group, .poison:
      false
    }
  }

  /// The axes of what a head gives, none of them among its rows.
  private mutating func headAxes(
    of type: ValueType, apartFrom rows: Set<AxisID>
  ) throws(LoweringFailure) -> [AxisID] {
    try valueAxes(type).map { axis in
      guard rows.contains(axis) else { return axis }
      let like = builder.program[axis]
      return builder.axis(like.name, size: like.size)
    }
  }

  /// What one input of a net is at given values of its parameters.
  mutating func netInput(
    _ input: TypedExpression, rows: [AxisID]
  ) throws(LoweringFailure) -> NetInput {
    guard isMember(input.type), let last = rows.last else {
      return .numbers(align(try number(input), to: rows))
    }
    let members = align(try lower(input, as: input.type), to: rows.dropLast())
    return .members(members, along: last)
  }
}

extension ValueType {
  /// The last layers of a net with this result: one for each field.
  var heads: [(name: String, type: ValueType)] {
    if case .record(let fields) = self { fields.map { ($0.name, $0.type) } } else { [("", self)] }
  }
}

extension NetBody.Activation {
  /// He's spread where half of what enters is cut off, Glorot's otherwise: the variances 2 / in and
  /// 2 / (in + out). (He et al. 2015; Glorot and Bengio 2010.)
  func startDeviation(fanIn: Int, fanOut: Int) -> Double {
    switch self {
    case .relu, .softplus, .swish, .gelu, .elu: (2 / Double(max(fanIn, 1))).squareRoot()
    case .tanh, .sigmoid, .linear: (2 / Double(max(fanIn + fanOut, 1))).squareRoot()
    }
  }
}
