import Syntax

extension Expression {
  /// Adds the names that occur in the expression, whatever they stand for.
  func collectNames(into names: inout [String]) {
    switch kind {
    case .number, .literal, .missing: break
    case .name(let own): names.append(own.text)
    case .parenthesized(let e), .known(let e), .logOf(let e), .unary(_, let e),
      .member(let e, _):
      e.collectNames(into: &names)
    case .vector(let list): for e in list { e.collectNames(into: &names) }
    case .call(let callee, let arguments):
      callee.collectNames(into: &names)
      arguments.collectNames(into: &names)
    case .subscripted(let base, let list):
      base.collectNames(into: &names)
      for e in list { e.collectNames(into: &names) }
    case .binary(_, let a, let b):
      a.collectNames(into: &names)
      b.collectNames(into: &names)
    case .conditional(let a, let b, let c):
      for e in [a, b, c] { e.collectNames(into: &names) }
    case .expectation(let draws, let body):
      for draw in draws { draw.distribution.collectNames(into: &names) }
      body.collectNames(into: &names)
    case .reduction(_, _, let condition, let body):
      condition?.collectNames(into: &names)
      body.collectNames(into: &names)
    }
  }
}

extension CallArguments {
  func collectNames(into names: inout [String]) {
    for argument in values + (conditions ?? []) + (weights ?? []) {
      argument.value.collectNames(into: &names)
      argument.upper?.collectNames(into: &names)
    }
  }
}

extension DistributionExpression {
  func collectNames(into names: inout [String]) {
    arguments.collectNames(into: &names)
    truncation?.lower.collectNames(into: &names)
    truncation?.upper.collectNames(into: &names)
  }
}
