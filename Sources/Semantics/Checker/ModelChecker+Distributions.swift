import Diagnostics
import Syntax

/// What a distribution is for.
struct Draws {
  let side: LeftSide
  /// The declared type of what is drawn; `nil` if the distribution fixes it.
  let declared: ValueType?
  /// A hint about the type where none is declared.
  let expected: ValueType?
  /// The left-hand side.
  let place: SourceSpan
  /// Whether it is a guide that draws, for which the type is given.
  var isGuide = false
}

extension ModelChecker {
  /// Returns what stands right of `~`, checked against what is drawn; its type is poison after a
  /// message.
  mutating func check(
    _ d: DistributionExpression, _ scope: Scope, _ draws: Draws
  ) -> Distribution {
    let name = d.callee.names[d.callee.names.count - 1]
    var inner = scope
    inner.subscripted = nil
    switch symbol(name.text, from: scope.level) {
    case .use?, .guide?: return queryDistribution(d, inner, draws)
    case .poison?: return poisoned(d)
    case .indexSet, .letter, .variable, .function, .group, .type, nil: break
    }
    if d.callee.names.count == 1 {
      if name.text == "p" { return queryDistribution(d, inner, draws) }
      if name.text == "exp" { return energy(d, inner, draws) }
      if let family = Family(rawValue: name.text), family != .discreteUniform {
        return familyDistribution(family, d, inner, draws)
      }
    }
    let known = Family.allCases.filter { $0 != .discreteUniform }.map(\.rawValue)
    report(.unknownDistribution(name, nearest: closest(to: name.text, among: known)))
    return poisoned(d)
  }

  func poisoned(_ d: DistributionExpression) -> Distribution {
    Distribution(
      kind: .energy(TypedExpression(.poison, .poison, at: d.span)), copies: [], lifted: [],
      isOrdered: false, truncation: nil, type: .poison, span: d.span)
  }

  /// `exp(e)`: an unnormalised density.
  private mutating func energy(
    _ d: DistributionExpression, _ scope: Scope, _ draws: Draws
  ) -> Distribution {
    guard let values = positional(d.arguments, of: "exp"), values.count == 1,
      d.shape.isEmpty, !d.isOrdered, d.truncation == nil
    else {
      report(.energyTakesOne(at: d.span))
      return poisoned(d)
    }
    let e = check(values[0], scope)
    if !e.type.isPoison, e.type.rank != 0 || !model.fit(e, .real).isPossible {
      report(.typeMismatch(e.span, is: model.phrase(of: e.type), wanted: "one number"))
      return poisoned(d)
    }
    guard let type = draws.declared else {
      report(.energyWithoutType(draws.side.text, at: draws.place))
      return poisoned(d)
    }
    return Distribution(
      kind: .energy(e), copies: [], lifted: [], isOrdered: false, truncation: nil, type: type,
      span: d.span)
  }

  private mutating func queryDistribution(
    _ d: DistributionExpression, _ scope: Scope, _ draws: Draws
  ) -> Distribution {
    guard d.shape.isEmpty, !d.isOrdered, d.truncation == nil else {
      report(.queryIsNotShaped(at: d.span))
      return poisoned(d)
    }
    guard let query = query(d.callee, d.arguments, scope, isDraw: true, at: d.span) else {
      return poisoned(d)
    }
    guard query.targets.count == 1 else {
      report(.drawOfSeveral(draws.side.text, at: d.span))
      return poisoned(d)
    }
    let type = type(of: query.targets[0], in: query.density)
    if let declared = draws.declared, !type.isPoison, !model.fit(type, declared).isPossible {
      report(
        .drawMismatch(
          model.text(of: query), model.phrase(of: type), draws.side.text,
          model.phrase(of: declared), at: d.span))
      return poisoned(d)
    }
    return Distribution(
      kind: .query(query), copies: [], lifted: [], isOrdered: false, truncation: nil,
      type: draws.declared ?? type, span: d.span)
  }

  private mutating func familyDistribution(
    _ written: Family, _ d: DistributionExpression, _ scope: Scope, _ draws: Draws
  ) -> Distribution {
    let copies = d.shape.compactMap { dimension($0, scope) }
    guard copies.count == d.shape.count else { return poisoned(d) }
    if let bar = d.arguments.conditions?.first ?? d.arguments.weights?.first {
      report(.barInCall(written.rawValue, at: bar.value.span))
      return poisoned(d)
    }
    guard let (family, arguments) = arguments(of: written, d, scope) else { return poisoned(d) }
    guard let lifted = liftedSets(family, arguments, d) else { return poisoned(d) }
    var draw = Assembly(family: family, arguments: arguments, copies: copies, lifted: lifted)
    // The declared type without its copies and lifted sets is that of one draw.
    let hint = (draws.declared ?? draws.expected)?.subscripted(copies.count + lifted.count)
    guard let base = drawnType(draw, hint: hint, d, draws) else { return poisoned(d) }
    draw.base = base
    guard let bounds = truncation(d.truncation, of: &draw, scope) else { return poisoned(d) }
    if d.isOrdered, !order(&draw, d) { return poisoned(d) }
    let type = draw.isOrdered ? draw.base : array(draw.base, over: copies + lifted)
    let result = Distribution(
      kind: .family(family, arguments), copies: copies, lifted: lifted, isOrdered: d.isOrdered,
      truncation: bounds.value, type: type, span: d.span)
    guard let declared = draws.declared ?? draws.expected else { return result }
    return agreed(result, draw, with: declared, draws, d)
  }

  /// A distribution while it is put together.
  struct Assembly {
    let family: Family
    let arguments: [ParameterName: TypedExpression]
    let copies: [IndexSetID]
    let lifted: [IndexSetID]
    /// The type of one draw, or of the sorted copies.
    var base = ValueType.poison
    var isOrdered = false
  }

  /// `… ordered`: the copies sorted.
  private mutating func order(_ draw: inout Assembly, _ d: DistributionExpression) -> Bool {
    guard draw.copies.count == 1, draw.lifted.isEmpty, draw.base.rank == 0,
      !draw.family.signature.isDiscrete
    else {
      report(.orderedWantsCopies(at: d.span))
      return false
    }
    let isPositive = model.domain(of: draw.base)?.isAboveZero == true
    draw.base = isPositive ? .positiveOrdered(draw.copies[0]) : .ordered(draw.copies[0])
    draw.isOrdered = true
    return true
  }

  /// The bounds of `truncated (a, b)`; the draws then lie between them. `nil` after a message.
  private mutating func truncation(
    _ truncation: Truncation?, of draw: inout Assembly, _ scope: Scope
  ) -> (value: Distribution.Bounds?, Void)? {
    guard let truncation else { return (nil, ()) }
    let lower = check(truncation.lower, scope)
    let upper = check(truncation.upper, scope)
    if lower.type.isPoison || upper.type.isPoison { return nil }
    for bound in [lower, upper] where bound.type.rank != 0 || model.domain(of: bound) == nil {
      report(.typeMismatch(bound.span, is: model.phrase(of: bound.type), wanted: "a number"))
      return nil
    }
    guard draw.base.rank == 0, let own = model.domain(of: draw.base),
      draw.base.scalar == draw.base
    else {
      report(.truncatesNoNumber(at: truncation.span))
      return nil
    }
    if let a = model.constant(lower), let b = model.constant(upper), b <= a {
      report(.emptyRange(a, b, at: truncation.span))
      return nil
    }
    let bounds = Distribution.Bounds(
      lower: Self.isInfinite(lower) ? nil : lower, upper: Self.isInfinite(upper) ? nil : upper)
    if !own.isInteger { draw.base = truncated(draw.base, own, lower, upper, at: truncation.span) }
    return (bounds, ())
  }

  /// The type of the numbers of a domain that lie between two bounds.
  private func truncated(
    _ type: ValueType, _ own: Domain, _ lower: TypedExpression, _ upper: TypedExpression,
    at span: SourceSpan
  ) -> ValueType {
    func bound(_ value: Double) -> TypedExpression {
      if value.isFinite { return TypedExpression(.number(value), .real, at: span) }
      let infinity = TypedExpression(.infinity, .spread, at: span)
      return value < 0 ? TypedExpression(.unary(.negate, infinity), .real, at: span) : infinity
    }
    var low = lower
    var high = upper
    if let value = model.constant(lower), value < own.lower { low = bound(own.lower) }
    if let value = model.constant(upper), own.upper < value { high = bound(own.upper) }
    return model.interval(low, high)
  }
}
