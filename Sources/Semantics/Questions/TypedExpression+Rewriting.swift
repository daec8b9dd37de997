import Syntax

extension TypedExpression {
  /// Returns the expression with other expressions in the place of some of those inside.
  ///
  /// - Parameter replacement: what stands for an expression, or `nil` to go on inside it. Draws of
  ///   `expect` and queries are left as they are.
  public func rewritten(
    _ replacement: (TypedExpression) -> TypedExpression?
  ) -> TypedExpression {
    if let new = replacement(self) { return new }
    func again(_ e: TypedExpression) -> TypedExpression { e.rewritten(replacement) }
    let new: Kind =
      switch kind {
      case .number, .boolean, .infinity, .none, .local, .index, .member, .endpoint, .indexSet,
        .range, .group, .elbo, .poison, .expectation, .logQuery:
        kind
      case .variable(let id, let subscripts): .variable(id, subscripts.map(again))
      case .element(let base, let subscripts): .element(again(base), subscripts.map(again))
      case .field(let base, let name): .field(again(base), name)
      case .unary(let op, let a): .unary(op, again(a))
      case .binary(let op, let a, let b): .binary(op, again(a), again(b))
      case .conditional(let test, let a, let b):
        .conditional(again(test), then: again(a), otherwise: again(b))
      case .call(let function, let arguments): .call(function, arguments.map(again))
      case .apply(let function, let arguments, let weights):
        .apply(function, arguments.map(again), weights: weights.map(again))
      case .vector(let elements): .vector(elements.map(again))
      case .reduction(let op, let letters, let condition, let body):
        .reduction(op, letters, condition: condition.map(again), again(body))
      case .known(let a): .known(again(a))
      }
    return TypedExpression(new, type, at: span)
  }

  /// Returns one number of an array: the last letters stand for its sets, a number is itself.
  public func element(at letters: [TypedExpression]) -> TypedExpression {
    let own = Array(letters.suffix(type.shape.count))
    guard !own.isEmpty else { return self }
    switch kind {
    case .variable(let id, let subscripts):
      return TypedExpression(.variable(id, subscripts + own), type.scalar, at: span)
    case .unary(let op, let a):
      return TypedExpression(.unary(op, a.element(at: own)), type.scalar, at: span)
    case .binary(.add, _, _), .binary(.subtract, _, _), .binary(.multiply, _, _),
      .binary(.divide, _, _):
      guard case .binary(let op, let a, let b) = kind else { return self }
      return TypedExpression(
        .binary(op, a.element(at: own), b.element(at: own)), type.scalar, at: span)
    case .number, .boolean, .infinity, .none, .local, .index, .member, .endpoint, .indexSet,
      .range, .element, .field, .group, .binary, .conditional, .call, .apply, .vector, .reduction,
      .expectation, .logQuery, .elbo, .known, .poison:
      return TypedExpression(.element(self, own), type.scalar, at: span)
    }
  }
}
