import Diagnostics
import Syntax

extension ModelChecker {
  mutating func reduction(
    _ op: ReductionOperator, _ binders: [Binder], _ condition: Expression?, _ body: Expression,
    _ scope: Scope, at span: SourceSpan
  ) -> TypedExpression {
    var inner = scope
    inner.subscripted = nil
    var letters: [IndexID] = []
    for binder in binders {
      guard let letter = bind(binder, inner) else {
        return TypedExpression(.poison, .poison, at: span)
      }
      letters.append(letter)
      inner = inner.binding(
        letter, named: binder.name.text, isDeclared: model.indices[letter].isDeclared)
    }
    let test = condition.map { check($0, inner, expecting: .bool) }
    if let test { requireTruth(test) }
    let value = check(body, inner)
    let kind = TypedExpression.Kind.reduction(op, letters, condition: test, value)
    if value.type.isPoison || test?.type.isPoison == true {
      return TypedExpression(kind, .poison, at: span)
    }
    guard let domain = numbers(value) else { return TypedExpression(.poison, .poison, at: span) }
    if op == .sum, case .binary = body.kind { warnOfLongSum(value, letters) }
    if case .weights = value.type.inner { return TypedExpression(kind, value.type, at: span) }
    let number = Self.reduced(domain, by: op)
    return TypedExpression(kind, value.type.replacingScalar(number), at: span)
  }

  static func reduced(_ term: Domain, by op: ReductionOperator) -> ValueType {
    switch op {
    case .sum: return total(of: term)
    case .mean:
      var domain = term
      domain.isInteger = false
      return domain.type
    case .prod:
      if term.lies(in: .unit) { return .unit }
      return Domain.power(term, .nat).type
    case .max, .min: return term.type
    case .logsumexp: return .real
    }
  }

  /// The letter of a binder; `nil` after a message.
  private mutating func bind(_ binder: Binder, _ scope: Scope) -> IndexID? {
    let name = binder.name
    var declared: IndexID?
    if case .letter(let id)? = symbol(name.text, from: scope.level) { declared = id }
    guard let extent = binder.extent else {
      if let bound = scope.boundLetters[name.text] { return bound }
      if let declared { return declared }
      if case .poison? = symbol(name.text, from: scope.level) { return nil }
      let found = closest(to: name.text, among: letterNames(from: scope.level))
      report(.notALetter(name, nearest: found))
      return nil
    }
    switch extent.kind {
    case .names:
      report(.wantsSet(extent.span))
      return nil
    case .size(let e):
      guard let set = setOfBinder(e, scope) else { return nil }
      if let declared, model.indices[declared].set == set { return declared }
      return addBound(name, set, nil)
    case .range(let lower, let upper):
      return bind(name, from: lower, to: upper, declared, scope)
    }
  }

  private mutating func setOfBinder(_ e: Expression, _ scope: Scope) -> IndexSetID? {
    if case .name(let name) = e.kind { return set(named: name, scope) }
    report(.wantsSet(e.span))
    return nil
  }

  /// `s in 1..t`: over the set of the letter or of a bound, otherwise over an unnamed set.
  private mutating func bind(
    _ name: Name, from lower: Expression, to upper: Expression, _ declared: IndexID?,
    _ scope: Scope
  ) -> IndexID? {
    let known = declared.map { ValueType.member(model.indices[$0].set) }
    var low = check(lower, scope, expecting: known)
    let high = check(upper, scope, expecting: known ?? low.type)
    if known == nil, case .literal = lower.kind { low = check(lower, scope, expecting: high.type) }
    if low.type.isPoison || high.type.isPoison { return nil }
    for bound in [low, high] {
      guard bound.type.rank == 0, model.domain(of: bound)?.isInteger == true else {
        report(
          .typeMismatch(bound.span, is: model.phrase(of: bound.type), wanted: "an integer"))
        return nil
      }
    }
    let range = BoundRange(lower: low, upper: high)
    let sets = ([known].compactMap { $0 } + [low.type, high.type]).compactMap { type in
      if case .member(let set) = type { set } else { IndexSetID?.none }
    }
    let set = sets.first ?? rangeSet(range)
    return addBound(name, set, range)
  }

  private mutating func addBound(
    _ name: Name, _ set: IndexSetID, _ range: BoundRange?
  ) -> IndexID {
    model.indices.add(
      Index(name: name.text, set: set, range: range, isDeclared: false, span: name.span))
  }

  /// The names of all index letters, for a message about one that is none.
  func letterNames(from level: Level) -> [String] {
    chain(from: level).flatMap { level in
      (declarations[level]?.order ?? []).filter { name in
        if case .letter? = declarations[level]?.entries[name] { true } else { false }
      }
    }
  }

  mutating func expectation(
    _ draws: [Draw], _ body: Expression, _ scope: Scope, _ expected: ValueType?,
    at span: SourceSpan
  ) -> TypedExpression {
    var inner = scope
    var typed: [ExpectationDraw] = []
    for draw in draws {
      let rebound = reboundVariable(draw.name, scope)
      let declared = rebound.map { model.variables[$0].type }
      let side = LeftSide(text: draw.name.text, letters: [])
      let distribution = check(
        draw.distribution, inner,
        Draws(side: side, declared: nil, expected: declared, place: draw.name.span))
      if let rebound, isWhole(distribution.type, rebound) {
        typed.append(ExpectationDraw(target: .variable(rebound), distribution: distribution))
        continue
      }
      let local = model.locals.add(
        Local(name: draw.name.text, type: distribution.type, span: draw.name.span))
      typed.append(ExpectationDraw(target: .local(local), distribution: distribution))
      inner = inner.binding(draw.name.text, to: local)
    }
    let value = check(body, inner, expecting: expected)
    return TypedExpression(.expectation(typed, value), value.type, at: span)
  }

  /// The latent or given variable that a draw of that name may bind anew.
  private mutating func reboundVariable(_ name: Name, _ scope: Scope) -> VariableID? {
    guard scope.locals[name.text] == nil,
      case .variable(let id)? = symbol(name.text, from: scope.level)
    else { return nil }
    resolveHeader(id)
    let isBindable = statementRoles(of: id).contains { role in
      switch role {
      case .latent, .given, .partial: true
      case .observed, .hyper, .parameter, .deterministic, .abbreviation: false
      }
    }
    return isBindable ? id : nil
  }

  /// Whether a draw is a value of the whole variable, rather than of one element.
  private func isWhole(_ type: ValueType, _ id: VariableID) -> Bool {
    let variable = model.variables[id]
    let sets = variable.indices.map { model.indices[$0].set }
    return type.shape == variable.type.array(over: sets).shape
  }
}
