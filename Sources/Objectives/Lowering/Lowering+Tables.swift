import Binding
import Diagnostics
import ScalarMath
import Semantics
import Syntax
import TensorIR

/// Variables as whole tables: over the letters of their declaration, then their components.
extension Lowering {
  /// The table of a variable; its components are the axes of its letters and of its type.
  mutating func table(
    of id: VariableID, readAt span: SourceSpan
  ) throws(LoweringFailure) -> Operand {
    if let other = aliases[id] {
      let table = try table(of: other, readAt: span)
      return align(table, to: try tableAxes(model.variables[id]))
    }
    let variable = model.variables[id]
    guard let assignment = assignments[id] else {
      return try computedTable(id, variable, readAt: span)
    }
    if assignment == .integrated, let table = computedTables[id] { return table }
    if assignment == .drawn, let table = drawTables[id] { return table }
    if assignment == .value, let table = putValues[id] { return table }
    let key = TableKey(variable: id, assignment: assignment)
    if let table = fixedTables[key] { return table }
    let table: Operand
    switch assignment {
    case .value: throw fail(.missingPoint(variable.name, at: span))
    case .integrated:
      let table = try makeIntegrated(id, variable)
      computedTables[id] = table
      return table
    case .block: table = try makeBlock(id, variable)
    case .states, .enumerated: throw fail(.jointStates(variable.name, at: span))
    case .drawn: throw fail(.missingPoint(variable.name, at: span))
    case .data:
      guard let value = bound.values[id] else {
        throw fail(.missingPoint(variable.name, at: span))
      }
      table = try dataTable(id, variable, value)
    }
    fixedTables[key] = table
    return table
  }

  /// The data of a partial variable and which of them are known.
  mutating func knownTable(
    _ id: VariableID, _ variable: Variable
  ) throws(LoweringFailure) -> (value: ValueID, mask: ValueID) {
    let key = TableKey(variable: id, assignment: .data)
    if fixedTables[key] == nil, let value = bound.values[id] {
      fixedTables[key] = try dataTable(id, variable, value)
    }
    guard let table = fixedTables[key] else {
      throw fail(.missingPoint(variable.name, at: variable.span))
    }
    return (table.value, masks[id] ?? builder.cast(builder.constant(1), to: .boolean))
  }

  /// The axes of a table: of its letters, then of the components of its type.
  mutating func tableAxes(_ variable: Variable) throws(LoweringFailure) -> [AxisID] {
    variable.indices.map { axis(of: $0) } + (try valueAxes(variable.type))
  }

  private mutating func dataTable(
    _ id: VariableID, _ variable: Variable, _ value: BoundValue
  ) throws(LoweringFailure) -> Operand {
    let axes = try tableAxes(variable)
    try checkWeights(variable, value, axes)
    if let known = value.known {
      let letters = variable.indices.map { axis(of: $0) }
      let shape = letters.map { builder.program[$0].size }
      masks[id] = input(
        "\(variable.name) is known", .boolean, axes: letters,
        BoundValue(shape: shape, storage: .booleans(known)),
        from: .known(id, strides: strides(letters)))
    }
    let isFixed = !keepsNumbersOpen || variable.parts.allSatisfy { $0.role == .hyper }
    if axes.isEmpty, isFixed, case .reals(let numbers) = value.storage,
      let number = numbers.first
    {
      return Operand(builder.constant(number))
    }
    return Operand(
      input(
        variable.name, elementType(variable.type), axes: axes, value,
        from: .values(id, strides: strides(axes))), components: axes)
  }

  /// Weights that were saved for another net, or for data of other sizes, do not fit.
  private mutating func checkWeights(
    _ variable: Variable, _ value: BoundValue, _ axes: [AxisID]
  ) throws(LoweringFailure) {
    guard case .weights(let net) = variable.type.inner else { return }
    let (whole, had) = (
      builder.program.count(axes), value.shape.reduce(1, *)
    )
    guard had != whole else { return }
    let wanted = try layout(of: net).count
    throw fail(
      .weightCount(
        model.functions[net].name, had / max(1, whole / max(1, wanted)), wanted: wanted,
        at: variable.span))
  }

  func elementType(_ type: ValueType) -> ElementType {
    switch type {
    case .bool: .boolean
    case .int, .nat, .member: .integer
    case .array(let element, _): elementType(element)
    case .real, .positive, .unit, .interval, .spread, .simplex, .ordered, .positiveOrdered,
      .covariance, .correlation, .choleskyFactor, .choleskyCorrelation, .weights, .optional,
      .record, .group, .poison:
      .real
    }
  }

  /// An input of fixed values, given row-major over `axes` in their order.
  mutating func input(
    _ name: String, _ element: ElementType, axes: [AxisID], _ value: BoundValue,
    from origin: DataOrigin
  ) -> ValueID {
    let result: ValueID
    if let batch, let slot = axes.firstIndex(where: { isBatched($0) }) {
      result = batchInput(name, element, axes: axes, value, from: origin, slot: slot, batch)
    } else {
      result = builder.input(name, TensorType(element, axes), role: .data)
      if case .input(let id) = builder.program[result].op {
        data[id] = tensor(value, element, along: axes)
        origins[id] = origin
      }
    }
    guard case .bytes(_, let scale) = value.storage, scale != 1 else { return result }
    return builder.multiply(builder.cast(result, to: .real), builder.constant(scale))
  }

  /// A deterministic value or an abbreviation.
  private mutating func computedTable(
    _ id: VariableID, _ variable: Variable, readAt span: SourceSpan
  ) throws(LoweringFailure) -> Operand {
    if let table = computedTables[id] { return table }
    let outer = (letters, coordinates)
    defer { (letters, coordinates) = outer }
    (letters, coordinates) = ([:], [:])
    let circle = model.circle(through: id)
    if !circle.isEmpty {
      try recur(circle, at: span)
    } else if variable.parts.count == 1, variable.parts[0].region.allSatisfy({ $0 == .all }) {
      for letter in variable.indices { bind(letter) }
      let value = try definition(of: variable.parts[0], of: variable, readAt: span)
      let own = variable.indices.map { axis(of: $0) }
      computedTables[id] = Operand(value.value, components: own + value.components)
    } else {
      try assemble(id, variable, readAt: span)
    }
    guard let table = computedTables[id] else {
      throw fail(.missingPoint(variable.name, at: span))
    }
    return table
  }

  /// The value of one part of a deterministic value where the letters are bound.
  mutating func definition(
    of part: Variable.Part, of variable: Variable, readAt span: SourceSpan
  ) throws(LoweringFailure) -> Operand {
    guard case .expression(let value) = part.definition, part.role != .observed else {
      throw fail(.missingPoint(variable.name, at: span))
    }
    return align(try lower(value), to: try valueAxes(variable.type))
  }

  // MARK: Points

  private mutating func makeBlock(
    _ id: VariableID, _ variable: Variable
  ) throws(LoweringFailure) -> Operand {
    let shape = try blockShape(of: id, variable)
    if shape.batch.contains(where: { isBatched($0) }) {
      refuseBatch("`\(variable.name)` has a point for each row", at: variable.span)
    }
    let input = builder.input(
      variable.name, TensorType(.real, shape.batch + shape.coordinates), role: .parameter)
    freeInputs[id] = input
    let constrained = builder.constrain(
      input, along: shape.coordinates.first, to: shape.space)
    logJacobians.append(builder.sum(constrained.logJacobian, over: shape.batch))
    var start: StartSpread?
    if case .weights(let net) = variable.type.inner { start = try layout(of: net).start }
    addBlock(
      .variable(id), name: variable.name, input: input,
      axes: shape.batch + shape.coordinates, start: start)
    return Operand(constrained.value.value, components: try tableAxes(variable))
  }

  /// Where the coordinates of a variable lie, and the space of one element of the batch.
  struct BlockShape {
    let space: ConstrainedSpace
    /// Letters and copies.
    let batch: [AxisID]
    /// The axis of the coordinates of one element; none for a number.
    let coordinates: [AxisID]
  }

  mutating func blockShape(
    of id: VariableID, _ variable: Variable
  ) throws(LoweringFailure) -> BlockShape {
    let own = variable.indices.map { axis(of: $0) }
    let components = try valueAxes(variable.type)
    let (space, event) = try space(of: id, variable, components)
    let program = builder.program
    let count = space.coordinateCount { program[$0].size }
    return BlockShape(
      space: space, batch: own + components.dropLast(event),
      coordinates: count.map { [coordinateAxis(id, size: $0)] } ?? [])
  }

  /// The space of one element, and how many of its components belong to it rather than to copies.
  private mutating func space(
    of id: VariableID, _ variable: Variable, _ components: [AxisID]
  ) throws(LoweringFailure) -> (ConstrainedSpace, event: Int) {
    let element =
      if case .array(let element, _) = variable.type { element } else { variable.type }
    let last = components.last
    let pair = components.suffix(2)
    switch element {
    case .real, .weights:
      return (.interval(lower: nil, upper: nil), 0)
    case .positive:
      return (.interval(lower: builder.constant(0), upper: nil), 0)
    case .unit:
      return (.interval(lower: builder.constant(0), upper: builder.constant(1)), 0)
    case .interval(let lower, let upper):
      return (
        .interval(lower: try bound(lower, of: variable), upper: try bound(upper, of: variable)), 0
      )
    case .simplex:
      if let last { return (.simplex(last), 1) }
    case .ordered:
      if let last { return (.ordered(last, positive: false), 1) }
    case .positiveOrdered:
      if let last { return (.ordered(last, positive: true), 1) }
    case .covariance:
      if let row = pair.first, let last { return (.covariance(row: row, column: last), 2) }
    case .correlation:
      if let row = pair.first, let last { return (.correlation(row: row, column: last), 2) }
    case .choleskyFactor:
      if let row = pair.first, let last { return (.choleskyFactor(row: row, column: last), 2) }
    case .choleskyCorrelation:
      if let row = pair.first, let last {
        return (.choleskyCorrelation(row: row, column: last), 2)
      }
    case .spread, .int, .nat, .bool, .member, .optional, .record, .group, .array, .poison:
      break
    }
    throw fail(.notYetLowered("a point of `\(variable.name)`", at: variable.span))
  }

  /// A bound of an interval; `nil` when it is infinite.
  private mutating func bound(
    _ expression: TypedExpression, of variable: Variable
  ) throws(LoweringFailure) -> ValueID? {
    if isInfinite(expression) { return nil }
    let outer = letters
    defer { letters = outer }
    letters = [:]
    for letter in variable.indices { bind(letter) }
    return try number(expression).value
  }

  private func isInfinite(_ expression: TypedExpression) -> Bool {
    if case .infinity = expression.kind { return true }
    if case .unary(.negate, let inner) = expression.kind { return isInfinite(inner) }
    return false
  }
}
