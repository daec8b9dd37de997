import Semantics

extension TypedModel {
  /// Whether an `expect` of an objective or a comparison draws the variable.
  func expectBinds(_ id: VariableID) -> Bool {
    var values = objectives.flatMap { $0.stages.map(\.value) } + comparisons.map(\.value)
    for variable in variables.rows {
      for part in variable.parts where part.role.isConstant {
        if case .expression(let value) = part.definition { values.append(value) }
      }
    }
    return values.contains { $0.draws(id) }
  }
}

extension TypedExpression {
  fileprivate func draws(_ id: VariableID) -> Bool {
    if case .expectation(let draws, _) = kind,
      draws.contains(where: { $0.target == .variable(id) })
    {
      return true
    }
    return children.contains { $0.draws(id) }
  }

  /// The expressions that it is made of.
  var children: [TypedExpression] {
    switch kind {
    case .number, .boolean, .infinity, .none, .local, .index, .member, .endpoint, .indexSet,
      .group, .elbo, .poison, .logQuery:
      []
    case .variable(_, let subscripts): subscripts
    case .range(let range): [range.lower, range.upper]
    case .element(let base, let subscripts): [base] + subscripts
    case .field(let base, _), .unary(_, let base), .known(let base): [base]
    case .binary(_, let left, let right): [left, right]
    case .conditional(let condition, let first, let second): [condition, first, second]
    case .call(_, let arguments), .vector(let arguments): arguments
    case .apply(_, let arguments, let weights): arguments + (weights.map { [$0] } ?? [])
    case .reduction(_, _, let condition, let body): (condition.map { [$0] } ?? []) + [body]
    case .expectation(_, let body): [body]
    }
  }
}
