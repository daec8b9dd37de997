import Binding
import Diagnostics
import Semantics
import Syntax
import TensorIR

/// Expressions as values. A member of a set is its position from 0; a truth value is a boolean.
extension Lowering {
  mutating func lower(_ e: TypedExpression) throws(LoweringFailure) -> Operand {
    switch e.kind {
    case .number(let number): return Operand(builder.constant(number))
    case .boolean(let truth):
      return Operand(builder.cast(builder.constant(truth ? 1 : 0), to: .boolean))
    case .infinity: return Operand(builder.constant(.infinity))
    case .variable(let id, let subscripts): return try access(id, subscripts, at: e.span)
    case .local(let local):
      if let values = locals[local], values.count == 1 { return values[0] }
      throw fail(.notYetLowered("`\(model.locals[local].name)`", at: e.span))
    case .index(let letter):
      if letters[letter] == nil { bind(letter) }
      return Operand(letters[letter]?.position ?? integer(0))
    case .member(_, let position): return Operand(integer(position))
    case .endpoint(let set, let end):
      return Operand(integer(end == .first ? 0 : (bound.sizes[set] ?? 0) - 1))
    case .element(let array, let subscripts):
      return try select(try lower(array), array.type.shape, at: subscripts)
    case .unary(.negate, let x):
      let operand = try number(x)
      return Operand(builder.negate(operand.value), components: operand.components)
    case .unary(.not, let x):
      let operand = try lower(x)
      return Operand(builder.append(.not(operand.value)), components: operand.components)
    case .binary(let op, let x, let y): return try binary(op, x, y, e)
    case .conditional(let condition, let x, let y):
      return try conditional(condition, x, y, e.type)
    case .call(let function, let arguments): return try call(function, arguments, e)
    case .apply(let function, let arguments, let weights):
      let values = try apply(function, arguments, weights: weights)
      if values.count == 1 { return values[0] }
      throw fail(.notYetLowered("a record as a value", at: e.span))
    case .vector(let elements): return try vector(elements, e.type)
    case .reduction(let op, let letters, let condition, let body):
      return try reduce(op, letters, where: condition, body)
    case .logQuery(let query): return Operand(try lowerQuery(query))
    case .known(let x): return Operand(try known(x))
    case .field(let record, let name): return try field(record, name, at: e.span)
    case .expectation(let draws, let body): return try expectation(draws, body, at: e.span)
    case .elbo(let guide): return Operand(try evidenceBound(guide, at: e.span))
    case .none: throw fail(.notYetLowered("`none`", at: e.span))
    case .group(let group):
      throw fail(.notYetLowered("the group `\(model.groups[group].name)`", at: e.span))
    case .indexSet(let set):
      throw fail(.notYetLowered("`\(model.indexSets[set].name)` as a value", at: e.span))
    case .range: throw fail(.notYetLowered("a range as a value", at: e.span))
    case .poison: throw fail(.notYetLowered("this expression", at: e.span))
    }
  }

  /// The value as reals: members as their numbers, truth as 0 and 1.
  mutating func number(_ e: TypedExpression) throws(LoweringFailure) -> Operand {
    let operand = try lower(e)
    var value = builder.cast(operand.value, to: .real)
    if case .member(let set) = e.type, lowerMember(of: set) != 0 {
      value = builder.add(value, builder.constant(Double(lowerMember(of: set))))
    }
    return Operand(value, components: operand.components)
  }

  /// The value in the representation of a type, whatever type the expression has itself.
  mutating func lower(
    _ e: TypedExpression, as type: ValueType
  ) throws(LoweringFailure) -> Operand {
    if case .member(let set) = type, e.type.shape.isEmpty {
      return Operand(try position(e, in: set))
    }
    if case .optional(.member(let set)) = type { return try optionalMember(e, in: set, type) }
    switch elementType(type) {
    case .boolean, .integer:
      let operand = try lower(e)
      return Operand(
        builder.cast(operand.value, to: elementType(type)), components: operand.components)
    case .real: return try number(e)
    }
  }

  /// A member by its position; `none` stands behind the last.
  private mutating func optionalMember(
    _ e: TypedExpression, in set: IndexSetID, _ type: ValueType
  ) throws(LoweringFailure) -> Operand {
    switch e.kind {
    case .none: return Operand(integer(size(set)))
    case .conditional(let condition, let x, let y):
      return try conditional(condition, x, y, type)
    case .number, .boolean, .infinity, .variable, .local, .index, .member, .endpoint, .indexSet,
      .range, .element, .field, .group, .unary, .binary, .call, .apply, .vector, .reduction,
      .expectation, .logQuery, .elbo, .known, .poison:
      if case .optional = e.type { return try lower(e) }
      return Operand(try position(e, in: set))
    }
  }

  private mutating func binary(
    _ op: BinaryOperator, _ x: TypedExpression, _ y: TypedExpression, _ e: TypedExpression
  ) throws(LoweringFailure) -> Operand {
    switch op {
    case .or: return try logical(.or, x, y)
    case .and: return try logical(.and, x, y)
    case .less: return try compare(.less, x, y)
    case .greater: return try compare(.less, y, x)
    case .lessOrEqual: return try compare(.lessOrEqual, x, y)
    case .greaterOrEqual: return try compare(.lessOrEqual, y, x)
    case .equal: return try compare(.equal, x, y)
    case .notEqual: return try compare(.notEqual, x, y)
    case .add: return try arithmetic(.add, x, y, e)
    case .subtract: return try arithmetic(.subtract, x, y, e)
    case .multiply: return try arithmetic(.multiply, x, y, e)
    case .divide: return try arithmetic(.divide, x, y, e)
    case .power: return try power(x, y)
    case .contract: return contract(try number(x), try number(y), e.type)
    }
  }

  /// Two operands whose components line up: an array with a number, or with one of its shape.
  mutating func pair(_ x: Operand, _ y: Operand) -> (x: ValueID, y: ValueID, [AxisID]) {
    let components = x.components.isEmpty ? y.components : x.components
    return (x.value, align(y, to: components).value, components)
  }

  private mutating func arithmetic(
    _ op: Binary, _ x: TypedExpression, _ y: TypedExpression, _ e: TypedExpression
  ) throws(LoweringFailure) -> Operand {
    let (a, b, components) = pair(try number(x), try number(y))
    let value = builder.binary(op, a, b)
    guard case .member(let set) = e.type else { return Operand(value, components: components) }
    let lower = builder.constant(Double(lowerMember(of: set)))
    return Operand(builder.cast(builder.subtract(value, lower), to: .integer))
  }

  private mutating func power(
    _ x: TypedExpression, _ y: TypedExpression
  ) throws(LoweringFailure) -> Operand {
    let (a, b, components) = pair(try number(x), try number(y))
    if builder.constantValue(b) == 2 {
      return Operand(builder.unary(.square, a), components: components)
    }
    return Operand(builder.binary(.power, a, b), components: components)
  }

  private mutating func compare(
    _ relation: TensorIR.Comparison, _ x: TypedExpression, _ y: TypedExpression
  ) throws(LoweringFailure) -> Operand {
    let (a, b, components) = pair(try number(x), try number(y))
    return Operand(builder.compare(relation, a, b), components: components)
  }

  private mutating func logical(
    _ op: Logical, _ x: TypedExpression, _ y: TypedExpression
  ) throws(LoweringFailure) -> Operand {
    let (a, b, components) = pair(try lower(x), try lower(y))
    return Operand(builder.append(.logical(op, a, b)), components: components)
  }

  /// `x @ y`: the last component of x with the first of y.
  private mutating func contract(_ x: Operand, _ y: Operand, _ type: ValueType) -> Operand {
    let products = productAxes(Array(x.components.suffix(1)) + y.components.dropFirst())
    let left = align(x, to: x.components.dropLast() + products.prefix(1))
    let right = align(y, to: products)
    let value = builder.contract(
      wide(left.value, products[0]), wide(right.value, products[0]), over: [products[0]])
    let operand = Operand(value, components: x.components.dropLast() + products.dropFirst())
    return align(operand, to: componentAxes(type.shape))
  }

  /// The value, with the axis if it was constant along it.
  private mutating func wide(_ value: ValueID, _ axis: AxisID) -> ValueID {
    has(value, axis) ? value : builder.append(.broadcast(value, along: [axis]))
  }

  private mutating func conditional(
    _ condition: TypedExpression, _ x: TypedExpression, _ y: TypedExpression, _ type: ValueType
  ) throws(LoweringFailure) -> Operand {
    let test = try lower(condition)
    let (a, b, components) = pair(try lower(x, as: type), try lower(y, as: type))
    return Operand(builder.select(test.value, a, b), components: components)
  }

  /// `[a, b]`, along the axis of its type.
  private mutating func vector(
    _ elements: [TypedExpression], _ type: ValueType
  ) throws(LoweringFailure) -> Operand {
    let components = componentAxes(type.shape)
    guard let axis = components.first else {
      return Operand(builder.constant(0))
    }
    var values: [ValueID] = []
    var inner: [AxisID] = []
    for element in elements {
      let operand = try number(element)
      inner = Array(components.dropFirst())
      values.append(align(operand, to: inner).value)
    }
    let constants = values.compactMap { builder.constantValue($0) }
    if constants.count == values.count {
      return Operand(builder.append(.table(constants, along: axis)), components: [axis])
    }
    let place = builder.position(axis)
    var result = values.last ?? builder.constant(0)
    for (index, value) in values.enumerated().dropLast().reversed() {
      let here = builder.compare(.equal, place, integer(index))
      result = builder.select(here, value, result)
    }
    return Operand(result, components: components)
  }

  /// Whether the element of a partial variable is in the data.
  private mutating func known(_ e: TypedExpression) throws(LoweringFailure) -> ValueID {
    guard case .variable(let id, let subscripts) = e.kind else {
      throw fail(.notYetLowered("`known` of this expression", at: e.span))
    }
    let variable = model.variables[id]
    _ = try table(of: id, readAt: e.span)
    guard let mask = masks[id] else {
      return builder.cast(builder.constant(1), to: .boolean)
    }
    let letters = variable.indices.map { axis(of: $0) }
    let sets = variable.indices.map { model.indices[$0].set }
    return try select(Operand(mask, components: letters), sets, at: subscripts).value
  }
}
