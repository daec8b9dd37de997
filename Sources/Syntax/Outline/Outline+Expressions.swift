extension Expression {
  /// The expression without its places.
  public var outline: Outline {
    switch kind {
    case .number(_, let text): Outline(text)
    case .literal(let literal): Outline("'\(literal.rawValue)")
    case .name(let name): name.outline
    case .parenthesized(let inner): Outline("group", [inner.outline])
    case .vector(let elements): Outline("vector", elements.map(\.outline))
    case .call(let callee, let arguments):
      Outline("call", [callee.outline] + arguments.outlines)
    case .subscripted(let base, let indices):
      Outline("index", [base.outline] + indices.map(\.outline))
    case .member(let base, let name): Outline("member", [base.outline, name.outline])
    case .known(let variable): Outline("known", [variable.outline])
    case .logOf(let query): Outline("log", [query.outline])
    case .unary(let operation, let operand): Outline(operation.rawValue, [operand.outline])
    case .binary(let operation, let left, let right):
      Outline(operation.rawValue, [left.outline, right.outline])
    case .conditional(let condition, then: let consequence, otherwise: let alternative):
      Outline("if", [condition.outline, consequence.outline, alternative.outline])
    case .expectation(let draws, let body):
      Outline("expect", draws.map(\.outline) + [body.outline])
    case .reduction(let operation, let binders, condition: let condition, let body):
      Outline(
        operation.rawValue,
        binders.map(\.outline) + group("where", condition.map { [$0.outline] } ?? [])
          + [Outline("of", [body.outline])])
    case .missing: Outline("missing")
    }
  }
}

extension CallArguments {
  var outlines: [Outline] {
    [Outline("values", values.map(\.outline))]
      + (conditions.map { [Outline("given", $0.map(\.outline))] } ?? [])
      + (weights.map { [Outline("weights", $0.map(\.outline))] } ?? [])
  }
}

extension Argument {
  var outline: Outline {
    if let name { return Outline("=", [name.outline, value.outline]) }
    guard let upper else { return value.outline }
    return Outline("..", [value.outline, upper.outline])
  }
}

extension Draw {
  var outline: Outline { Outline("~", [name.outline, distribution.outline]) }
}

extension Binder {
  var outline: Outline {
    extent.map { Outline("in", [name.outline, $0.outline]) } ?? name.outline
  }
}

extension Extent {
  var outline: Outline {
    switch kind {
    case .names(let names): Outline("members", names.map(\.outline))
    case .size(let size): Outline("size", [size.outline])
    case .range(let lower, let upper): Outline("..", [lower.outline, upper.outline])
    }
  }
}

extension DistributionExpression {
  /// The distribution without its places.
  public var outline: Outline {
    Outline(
      "distribution",
      [callee.outline] + arguments.outlines + group("copies", shape.map(\.outline))
        + (isOrdered ? [Outline("ordered")] : [])
        + group("truncated", truncation.map { [$0.lower.outline, $0.upper.outline] } ?? []))
  }
}

extension TypeExpression {
  /// The type without its places.
  public var outline: Outline {
    Outline(
      "type",
      [path.outline] + group("arguments", arguments.map(\.outline))
        + group("shape", shape.map(\.outline)) + (isOptional ? [Outline("optional")] : []))
  }
}

extension Dimension {
  var outline: Outline {
    switch kind {
    case .number(_, let text): Outline(text)
    case .path(let path, of: let argument):
      argument.map { Outline("of", [path.outline, $0.outline]) } ?? path.outline
    }
  }
}
