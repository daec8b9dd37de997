import Syntax

extension Expression {
  /// Whether a name occurs in the expression, whatever it stands for.
  func mentions(_ name: String) -> Bool {
    switch kind {
    case .number, .literal, .missing: false
    case .name(let own): own.text == name
    case .parenthesized(let e), .known(let e), .logOf(let e), .unary(_, let e),
      .member(let e, _):
      e.mentions(name)
    case .vector(let list): list.contains { $0.mentions(name) }
    case .call(let callee, let arguments): callee.mentions(name) || arguments.mentions(name)
    case .subscripted(let base, let list):
      base.mentions(name) || list.contains { $0.mentions(name) }
    case .binary(_, let a, let b): a.mentions(name) || b.mentions(name)
    case .conditional(let a, let b, let c):
      a.mentions(name) || b.mentions(name) || c.mentions(name)
    case .expectation(let draws, let body):
      body.mentions(name) || draws.contains { $0.distribution.mentions(name) }
    case .reduction(_, _, let condition, let body):
      body.mentions(name) || condition?.mentions(name) == true
    }
  }
}

extension CallArguments {
  func mentions(_ name: String) -> Bool {
    (values + (conditions ?? []) + (weights ?? [])).contains {
      $0.value.mentions(name) || $0.upper?.mentions(name) == true
    }
  }
}

extension DistributionExpression {
  func mentions(_ name: String) -> Bool {
    arguments.mentions(name) || truncation?.lower.mentions(name) == true
      || truncation?.upper.mentions(name) == true
  }
}
