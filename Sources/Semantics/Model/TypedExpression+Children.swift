extension TypedExpression {
  /// The expressions directly inside this one; those of a query's items and of draws included.
  public var children: [TypedExpression] {
    switch kind {
    case .number, .boolean, .infinity, .none, .local, .index, .member, .endpoint, .indexSet,
      .group, .elbo, .poison:
      []
    case .variable(_, let subscripts): subscripts
    case .range(let range): [range.lower, range.upper]
    case .element(let array, let subscripts): [array] + subscripts
    case .field(let record, _): [record]
    case .unary(_, let x), .known(let x): [x]
    case .binary(_, let x, let y): [x, y]
    case .conditional(let test, let x, let y): [test, x, y]
    case .call(_, let arguments), .vector(let arguments): arguments
    case .apply(_, let arguments, let weights): arguments + (weights.map { [$0] } ?? [])
    case .reduction(_, _, let condition, let body): (condition.map { [$0] } ?? []) + [body]
    case .expectation(let draws, let body): draws.flatMap(\.distribution.expressions) + [body]
    case .logQuery(let query): query.expressions
    }
  }
}

extension Distribution {
  /// The expressions of the arguments, in the order of the parameters, and of the truncation.
  public var expressions: [TypedExpression] {
    let bounds = [truncation?.lower, truncation?.upper].compactMap { $0 }
    switch kind {
    case .family(_, let arguments):
      return ParameterName.allCases.compactMap { arguments[$0] } + bounds
    case .query(let query): return query.expressions + bounds
    case .energy(let e): return [e] + bounds
    }
  }
}

extension Query {
  /// The subscripts and values of the items.
  public var expressions: [TypedExpression] {
    (targets + conditions).flatMap { item in
      let subscripts = if case .variable(_, let list) = item.subject { list } else { [TypedExpression]() }
      return subscripts + (item.value.map { [$0] } ?? [])
    }
  }
}
