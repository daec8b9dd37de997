import Diagnostics
import Syntax

extension ModelChecker {
  /// Returns the expression with its names resolved and its type known.
  ///
  /// `expected` helps where the expression alone does not say: named members, `none`, literals.
  mutating func check(
    _ e: Expression, _ scope: Scope, expecting expected: ValueType? = nil
  ) -> TypedExpression {
    switch e.kind {
    case .number(let value, let text): return number(value, text, at: e.span)
    case .literal(let literal): return check(literal, expected, at: e.span)
    case .name(let name): return check(name, scope, expecting: expected)
    case .parenthesized(let inner): return check(inner, scope, expecting: expected)
    case .vector(let elements): return vector(elements, scope, expected, at: e.span)
    case .call(let callee, let arguments):
      return call(callee, arguments, scope, at: e.span)
    case .subscripted(let base, let subscripts): return subscripted(e, base, subscripts, scope)
    case .member(let base, let field): return member(base, field, scope, at: e.span)
    case .known(let inner): return known(inner, scope, at: e.span)
    case .logOf(let inner): return logQuery(inner, scope, at: e.span)
    case .unary(let op, let x): return unary(op, check(x, scope, expecting: expected), at: e.span)
    case .binary(let op, let x, let y):
      return binary(op, x, y, scope, expecting: expected, at: e.span)
    case .conditional(let condition, let then, let otherwise):
      return conditional(condition, then, otherwise, scope, expected, at: e.span)
    case .expectation(let draws, let body):
      return expectation(draws, body, scope, expected, at: e.span)
    case .reduction(let op, let binders, let condition, let body):
      return reduction(op, binders, condition, body, scope, at: e.span)
    case .missing: return TypedExpression(.poison, .poison, at: e.span)
    }
  }

  private func number(_ value: Double, _ text: String, at span: SourceSpan) -> TypedExpression {
    let isInteger = !text.contains { $0 == "." || $0 == "e" || $0 == "E" }
    return TypedExpression(
      .number(value), Domain.point(value, isInteger: isInteger).type, at: span)
  }

  private mutating func check(
    _ literal: Literal, _ expected: ValueType?, at span: SourceSpan
  ) -> TypedExpression {
    switch literal {
    case .true: return TypedExpression(.boolean(true), .bool, at: span)
    case .false: return TypedExpression(.boolean(false), .bool, at: span)
    case .inf: return TypedExpression(.infinity, .spread, at: span)
    case .none:
      let type = expected.map(Self.optional) ?? .optional(.poison)
      return TypedExpression(.none, type, at: span)
    case .first, .last:
      guard case .member(let set)? = expected else {
        return poison(.endpointOutside(literal, at: span), at: span)
      }
      let end: TypedExpression.Endpoint = literal == .first ? .first : .last
      return TypedExpression(.endpoint(set, end), .member(set), at: span)
    }
  }

  static func optional(_ type: ValueType) -> ValueType {
    if case .optional = type { type } else { .optional(type) }
  }

  private mutating func check(
    _ name: Name, _ scope: Scope, expecting expected: ValueType?
  ) -> TypedExpression {
    if let local = scope.locals[name.text] {
      return TypedExpression(.local(local), model.locals[local].type, at: name.span)
    }
    if let letter = scope.boundLetters[name.text] { return index(letter, name, scope) }
    switch symbol(name.text, from: scope.level) {
    case .letter(let id)?: return index(id, name, scope)
    case .variable(let id)?: return variable(id, at: name.span)
    case .group(let id)?:
      return TypedExpression(.group(id), .group(id, of: nil), at: name.span)
    case .indexSet?: return poison(.setForValue(name), at: name.span)
    case .poison?: return TypedExpression(.poison, .poison, at: name.span)
    case .function?: return poison(.functionWithoutCall(name), at: name.span)
    case .guide?, .use?, .type?: return poison(.notAValue(name), at: name.span)
    case nil: return member(named: name, scope, expected)
    }
  }

  /// A whole variable; its header is resolved when it is asked first.
  mutating func variable(_ id: VariableID, at span: SourceSpan) -> TypedExpression {
    resolveHeader(id)
    let variable = model.variables[id]
    let sets = variable.indices.map { model.indices[$0].set }
    return TypedExpression(.variable(id, []), variable.type.array(over: sets), at: span)
  }

  private mutating func member(
    named name: Name, _ scope: Scope, _ expected: ValueType?
  ) -> TypedExpression {
    let candidates = members(named: name.text, scope)
    let wanted = candidates.first { candidate in
      if case .member(candidate.0)? = expected { true } else { false }
    }
    guard let (set, position) = wanted ?? candidates.first else { return unknown(name, scope) }
    return TypedExpression(.member(set, position), .member(set), at: name.span)
  }

  /// An index letter; an error or a note if nothing binds it.
  private mutating func index(_ id: IndexID, _ name: Name, _ scope: Scope) -> TypedExpression {
    let set = model.indices[id].set
    let result = TypedExpression(.index(id), .member(set), at: name.span)
    guard !scope.letters.contains(id) else { return result }
    switch scope.freeLetters {
    case .collected:
      collected.append((id, name.span))
      return result
    case .forbidden(let side):
      let place = scope.subscripted?.span ?? name.span
      report(indexWithoutPlace(id, side, scope, at: place))
      return TypedExpression(.poison, .poison, at: name.span)
    }
  }

  private mutating func vector(
    _ elements: [Expression], _ scope: Scope, _ expected: ValueType?, at span: SourceSpan
  ) -> TypedExpression {
    // The parser has reported an empty one.
    guard !elements.isEmpty else { return TypedExpression(.poison, .poison, at: span) }
    let element = expected?.subscripted(1)
    let values = elements.map { check($0, scope, expecting: element) }
    if values.contains(where: \.type.isPoison) {
      return TypedExpression(.poison, .poison, at: span)
    }
    var type = values[0].type
    for value in values.dropFirst() {
      guard let joined = model.join(type, value.type) else {
        return poison(
          .typeMismatch(
            value.span, is: model.phrase(of: value.type), wanted: model.phrase(of: type),
            reason: "the elements of a vector are of one type"), at: span)
      }
      type = joined
    }
    let set = anonymousSet(ofSize: values.count, at: span)
    let result = TypedExpression(.vector(values), type.array(over: [set]), at: span)
    guard let wanted = expected?.shape, model.agree(result.type.shape, wanted) else {
      return result
    }
    return model.settled(result, over: wanted)
  }

  private mutating func conditional(
    _ condition: Expression, _ then: Expression, _ otherwise: Expression, _ scope: Scope,
    _ expected: ValueType?, at span: SourceSpan
  ) -> TypedExpression {
    let test = check(condition, scope, expecting: .bool)
    requireTruth(test)
    let yes = check(then, scope, expecting: expected)
    let no = check(otherwise, scope, expecting: expected ?? yes.type)
    let kind = TypedExpression.Kind.conditional(test, then: yes, otherwise: no)
    if yes.type.isPoison || no.type.isPoison || test.type.isPoison {
      return TypedExpression(kind, .poison, at: span)
    }
    guard let type = model.join(yes.type, no.type) else {
      return poison(
        .branchesDiffer(
          model.phrase(of: yes.type), model.phrase(of: no.type), at: span,
          first: yes.span, second: no.span), at: span)
    }
    return TypedExpression(kind, type, at: span)
  }

  /// Reports a condition that is no truth value.
  mutating func requireTruth(_ e: TypedExpression) {
    if e.type.isPoison { return }
    if case .bool = e.type.scalar { return }
    report(.typeMismatch(e.span, is: model.phrase(of: e.type), wanted: "true or false"))
  }

  private mutating func known(
    _ inner: Expression, _ scope: Scope, at span: SourceSpan
  ) -> TypedExpression {
    let value = check(inner, scope)
    if value.type.isPoison { return value }
    guard case .variable(let id, _) = value.kind, statementRoles(of: id).contains(.partial) else {
      return poison(.knownWantsPartial(inner.span, text: model.text(of: value)), at: span)
    }
    return TypedExpression(.known(value), .bool, at: span)
  }

  /// The roles of a variable's statements, known before its header is.
  func statementRoles(of id: VariableID) -> [Role] {
    pending[id]?.statements.map(\.role) ?? model.variables[id].parts.map(\.role)
  }
}
