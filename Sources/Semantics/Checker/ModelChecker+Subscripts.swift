import Diagnostics
import Syntax

extension ModelChecker {
  mutating func subscripted(
    _ e: Expression, _ base: Expression, _ subscripts: [Expression], _ scope: Scope
  ) -> TypedExpression {
    let value = check(base, scope)
    if value.type.isPoison { return TypedExpression(value.kind, .poison, at: e.span) }
    let shape = value.type.shape
    guard let type = value.type.subscripted(subscripts.count) else {
      return poison(
        .tooManySubscripts(
          model.text(of: value), type: model.phrase(of: value.type), rank: shape.count,
          at: e.span), at: e.span)
    }
    var inner = scope
    inner.subscripted = inner.subscripted ?? e
    let places = zip(subscripts, shape).map { place, set in
      checkedSubscript(place, of: value, set, inner, in: e)
    }
    let kind: TypedExpression.Kind =
      switch value.kind {
      case .variable(let id, let outer): .variable(id, outer + places)
      case .element(let whole, let outer): .element(whole, outer + places)
      default: .element(value, places)
      }
    let isPoisoned = places.contains { $0.type.isPoison }
    return TypedExpression(kind, isPoisoned ? .poison : type, at: e.span)
  }

  /// One subscript, which must be a member of the set.
  private mutating func checkedSubscript(
    _ place: Expression, of value: TypedExpression, _ set: IndexSetID, _ scope: Scope,
    in whole: Expression
  ) -> TypedExpression {
    let e = check(place, scope, expecting: .member(set))
    if e.type.isPoison { return e }
    if case .member(let own) = e.type {
      if model.agree(own, set) { return e }
      guard model.isAnonymous(own), model.hasIntegerMembers(set) else {
        return poison(wrongSet(of: e, own, in: value, set, scope, at: whole.span), at: e.span)
      }
      return e
    }
    guard e.type.rank == 0, let domain = model.domain(of: e), domain.isInteger,
      let members = model.integerMembers(of: set)
    else {
      return poison(
        .indexIsNoMember(
          model.text(of: e), type: model.phrase(of: e.type),
          of: model.text(of: value), set: model.description(of: set), at: e.span), at: e.span)
    }
    let range = Domain(
      isInteger: true, lower: members.first ?? -.infinity, upper: members.last ?? .infinity,
      hasLower: true, hasUpper: true)
    if domain.isDisjoint(from: range) {
      return poison(
        .indexOutside(
          model.text(of: e), of: model.text(of: value), set: model.description(of: set),
          at: e.span), at: e.span)
    }
    return e
  }

  /// `enc(x).mu`, and `NB.n` or `q.enc` for a name of a used model or a guide.
  mutating func member(
    _ base: Expression, _ field: Name, _ scope: Scope, at span: SourceSpan
  ) -> TypedExpression {
    let value = check(base, scope)
    if value.type.isPoison { return value }
    guard case .record(let fields) = value.type else {
      return poison(
        .noFields(model.text(of: value), type: model.phrase(of: value.type), field), at: span)
    }
    guard let found = fields.first(where: { $0.name == field.text }) else {
      let found = closest(to: field.text, among: fields.map(\.name))
      return poison(.unknownName(field, nearest: found), at: span)
    }
    return TypedExpression(.field(value, field.text), found.type, at: span)
  }
}
