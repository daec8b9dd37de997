import Diagnostics
import Syntax

extension ModelChecker {
  /// Types the right-hand side of a statement; `declared` is `nil` while the type is not known.
  ///
  /// Returns what it says and the type that it gives.
  mutating func define(
    _ statement: VariableStatement, _ id: VariableID, declared: ValueType?
  ) -> (Variable.Definition, ValueType) {
    guard let row = pending[id],
      let position = row.statements.firstIndex(where: {
        $0.span == statement.span && $0.subject == statement.subject
      })
    else { return (.none, .poison) }
    let scope = bodyScope(id, position, row)
    if statement.role == .parameter, case .distribution(let prior)? = statement.definition {
      reportPrior(prior, statement, scope, declared)
      return (.none, declared ?? .poison)
    }
    if let problem = roleProblem(statement, row) {
      report(problem)
      return (.none, declared ?? .poison)
    }
    switch statement.definition {
    case nil: return (.none, declared ?? .poison)
    case .distribution(let distribution)?:
      if let joint = statement.joint { return (.jointFactor(joint), declared ?? .poison) }
      let side = LeftSide(text: Self.text(of: statement.declarator), letters: [])
      let typed = check(
        distribution, scope,
        Draws(side: side, declared: declared, expected: declared, place: statement.subject))
      return (.distribution(typed), typed.type)
    case .expression(let e)?:
      let value = check(e, scope, expecting: declared)
      return value.isPoisoned
        ? (.expression(value), .poison) : assign(value, statement, declared)
    }
  }

  private mutating func assign(
    _ value: TypedExpression, _ statement: VariableStatement, _ declared: ValueType?
  ) -> (Variable.Definition, ValueType) {
    guard let declared, !declared.isPoison else {
      guard case .none = value.kind else { return (.expression(value), value.type) }
      report(.missingType(statement.declarator, role: statement.role))
      return (.expression(value), .poison)
    }
    guard model.fit(value, declared).isPossible else {
      report(
        .valueMismatch(
          Self.text(of: statement.declarator), declared: model.phrase(of: declared),
          is: model.phrase(of: value.type), at: value.span,
          isOutside: model.fit(value, declared).isOutside))
      return (.expression(value), .poison)
    }
    return (.expression(model.settled(value, over: declared.shape)), declared)
  }

  /// E15: a `param` with a distribution, which is typed to show it in the hint.
  private mutating func reportPrior(
    _ prior: DistributionExpression, _ statement: VariableStatement, _ scope: Scope,
    _ declared: ValueType?
  ) {
    let side = LeftSide(text: Self.text(of: statement.declarator), letters: [])
    let typed = check(
      prior, scope,
      Draws(side: side, declared: declared, expected: declared, place: statement.subject))
    if typed.type.isPoison { return }
    // The sign stands in the gap before the distribution, as a rule with a space behind it.
    let gap = prior.span.start - statement.declarator.span.end
    let start = prior.span.start - (1 < gap ? 2 : 1)
    let tilde = SourceSpan(file: prior.span.file, start: start, end: start + 1)
    report(
      .priorOnParameter(
        statement, type: declared.map { model.text(of: $0) }, prior: model.text(of: typed),
        tilde: tilde))
  }

  /// What is wrong between a role and what follows it.
  private func roleProblem(
    _ statement: VariableStatement, _ row: PendingVariable
  ) -> Diagnostic? {
    // A variable without a role has had its message.
    if statement.role == .latent, statement.roleSpan == nil { return nil }
    let isConditioned = 1 < row.statements.count
    switch (statement.role, statement.definition) {
    case (.parameter, .distribution?): return nil
    case (.parameter, .expression(let e)?): return .valueOfParameter(statement, value: e.span)
    case (.given, .some): return .givenHasDistribution(statement)
    case (.hyper, .distribution?): return .hyperHasDistribution(statement)
    case (.latent, nil), (.partial, nil):
      return .randomWithoutDistribution(statement)
    case (.observed, nil): return isConditioned ? nil : .randomWithoutDistribution(statement)
    case (.latent, .expression?): return .latentIsDeterministic(statement)
    case (.partial, .expression?), (.observed, .expression?), (.hyper, _), (.deterministic, _),
      (.abbreviation, _), (.parameter, nil), (.given, nil), (.observed, .distribution?),
      (.partial, .distribution?), (.latent, .distribution?):
      return nil
    }
  }
}

extension TypedExpression {
  var isPoisoned: Bool { type.isPoison }
}

extension Fit {
  var isOutside: Bool {
    switch self {
    case .outside: true
    case .always, .atRunTime, .wrongRank, .wrongSets, .never: false
    }
  }
}
