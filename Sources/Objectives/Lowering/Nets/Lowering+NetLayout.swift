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
    guard body.architecture == .mlp || body.architecture == .dense else {
      throw fail(
        .notYetLowered(
          "the architecture `\(body.architecture.rawValue)`", at: function.span,
          hint: "`mlp` and `dense` can be computed"))
    }
    if body.options["dropout"] != nil {
      throw fail(.notYetLowered("dropout", at: function.span))
    }
    var writer = LayoutWriter()
    var rows: [[AxisID]] = []
    // The layers after the first have one input.
    var fanIn = 0
    for (slot, input) in body.inputs.enumerated() {
      let axes = try rowAxes(of: input, slot)
      fanIn += isMember(input.type) ? 1 : count(axes)
      rows.append(axes)
    }
    for (depth, width) in body.hidden.enumerated() {
      guard let width = bound.integer(width), width > 0 else {
        throw fail(
          .notYetLowered("a hidden layer whose width is not a fixed number", at: width.span))
      }
      let axis = builder.axis("\(function.name).\(depth + 1)", size: width)
      let spread = body.activation.startDeviation(fanIn: fanIn, fanOut: width)
      writer.layout.hidden.append(
        writer.layer("\(depth + 1)", rows, [axis], StartSpread(spread)) { self.count($0) })
      rows = [[axis]]
      fanIn = width
    }
    let fields = function.result.heads
    for (name, type) in fields {
      let columns = try headAxes(of: type, in: function, apartFrom: Set(rows.joined()))
      let spread: StartSpread
      if case .weights(let target) = type {
        // What the head gives are weights: they shall be spread as those of the net they are for.
        spread = try layout(of: target).start.scaled(by: 1 / Double(max(fanIn, 1)).squareRoot())
      } else {
        let fan = Double(max(fanIn + count(columns), 1))
        spread = StartSpread((2 / fan).squareRoot())
      }
      let suffix = fields.count == 1 ? "\(body.hidden.count + 1)" : "_\(name)"
      writer.layout.heads.append(
        writer.layer(suffix, rows, columns, spread) { self.count($0) })
    }
    netLayouts[id] = writer.layout
    return writer.layout
  }

  /// The layout of a net whose weights are a value.
  mutating func layout(of id: FunctionID) throws(LoweringFailure) -> NetLayout {
    let function = model.functions[id]
    guard case .layers(let body) = function.body else {
      throw fail(.notYetLowered("the weights of `\(function.name)`, a block", at: function.span))
    }
    return try layout(of: id, body)
  }

  func count(_ axes: [AxisID]) -> Int { axes.reduce(1) { $0 * builder.program[$1].size } }

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
    of type: ValueType, in function: Function, apartFrom rows: Set<AxisID>
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

/// Adds layers to a layout.
private struct LayoutWriter {
  var layout = NetLayout()

  mutating func layer(
    _ suffix: String, _ rows: [[AxisID]], _ columns: [AxisID], _ start: StartSpread,
    _ count: ([AxisID]) -> Int
  ) -> NetLayout.Layer {
    let matrices = rows.enumerated().map { slot, axes in
      let part = rows.count == 1 ? "" : ".\(slot + 1)"
      return add("w\(suffix)\(part)", axes + columns, count, start)
    }
    let biases = add("b\(suffix)", columns, count, StartSpread(0))
    return NetLayout.Layer(matrices: matrices, biases: biases, outputs: columns)
  }

  private mutating func add(
    _ name: String, _ axes: [AxisID], _ count: ([AxisID]) -> Int, _ start: StartSpread
  ) -> Int {
    layout.tensors.append(
      NetLayout.Tensor(
        name: name, axes: axes, offset: layout.count, count: count(axes), start: start))
    return layout.tensors.count - 1
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
