import Syntax

extension TypedModel {
  /// The smallest type that holds the values of both; `nil` if there is none.
  func join(_ a: ValueType, _ b: ValueType) -> ValueType? {
    if a == b || b.isPoison { return a }
    if a.isPoison { return b }
    switch (a, b) {
    case (.optional(let x), .optional(let y)): return join(x, y).map { .optional($0) }
    case (.optional(let x), _): return join(x, b).map { .optional($0) }
    case (_, .optional(let y)): return join(a, y).map { .optional($0) }
    default: break
    }
    guard agree(a.shape, b.shape), let scalar = joinScalars(a.scalar, b.scalar) else { return nil }
    if fit(a, b).isCertain { return b }
    if fit(b, a).isCertain { return a }
    return scalar.array(over: common(a.shape, b.shape))
  }

  private func joinScalars(_ a: ValueType, _ b: ValueType) -> ValueType? {
    if a == b { return a }
    switch (a, b) {
    case (.member(let x), .member(let y)): return agree(x, y) ? a : nil
    case (.weights, _), (_, .weights): return nil
    default: break
    }
    guard let x = domain(of: a), let y = domain(of: b) else { return nil }
    return x.hull(y).type
  }

  /// The expression with the named sets of `shape` in place of unnamed ones.
  func settled(_ e: TypedExpression, over shape: [IndexSetID]) -> TypedExpression {
    let own = e.type.shape
    guard own != shape, own.count == shape.count else { return e }
    var names: [IndexSetID: IndexSetID] = [:]
    for (old, new) in zip(own, shape) where isAnonymous(old) && old != new { names[old] = new }
    return names.isEmpty ? e : settled(e, names)
  }

  /// The expression with sets replaced in its type and in those of the operands it is made of.
  func settled(
    _ e: TypedExpression, _ names: [IndexSetID: IndexSetID]
  ) -> TypedExpression {
    func inside(_ x: TypedExpression) -> TypedExpression { settled(x, names) }
    let kind: TypedExpression.Kind =
      switch e.kind {
      case .vector(let elements): .vector(elements.map(inside))
      case .unary(let op, let x): .unary(op, inside(x))
      case .binary(let op, let x, let y): .binary(op, inside(x), inside(y))
      case .conditional(let condition, let then, let otherwise):
        .conditional(condition, then: inside(then), otherwise: inside(otherwise))
      case .call(let builtin, let arguments): .call(builtin, arguments.map(inside))
      case .number, .boolean, .infinity, .none, .variable, .local, .index, .member, .endpoint,
        .indexSet, .range, .element, .field, .group, .apply, .reduction, .expectation,
        .logQuery, .elbo, .known, .poison:
        e.kind
      }
    return TypedExpression(kind, settled(e.type, names), at: e.span)
  }

  /// The type with sets replaced.
  func settled(_ type: ValueType, _ names: [IndexSetID: IndexSetID]) -> ValueType {
    func new(_ set: IndexSetID) -> IndexSetID { names[set] ?? set }
    return switch type {
    case .member(let set): .member(new(set))
    case .simplex(let set): .simplex(new(set))
    case .ordered(let set): .ordered(new(set))
    case .positiveOrdered(let set): .positiveOrdered(new(set))
    case .covariance(let set): .covariance(new(set))
    case .correlation(let set): .correlation(new(set))
    case .choleskyFactor(let set): .choleskyFactor(new(set))
    case .choleskyCorrelation(let set): .choleskyCorrelation(new(set))
    case .array(let element, over: let sets):
      .array(settled(element, names), over: sets.map(new))
    case .optional(let inner): .optional(settled(inner, names))
    case .record(let fields):
      .record(fields.map { ValueType.Field(name: $0.name, type: settled($0.type, names)) })
    case .real, .positive, .unit, .interval, .spread, .int, .nat, .bool, .weights, .group,
      .poison:
      type
    }
  }
}

extension Fit {
  var isCertain: Bool {
    switch self {
    case .always: true
    case .atRunTime, .outside, .wrongRank, .wrongSets, .never: false
    }
  }
}
