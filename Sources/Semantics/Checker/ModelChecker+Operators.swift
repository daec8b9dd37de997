import Diagnostics
import Syntax

extension ModelChecker {
  mutating func unary(
    _ op: UnaryOperator, _ x: TypedExpression, at span: SourceSpan
  ) -> TypedExpression {
    let kind = TypedExpression.Kind.unary(op, x)
    if x.type.isPoison { return TypedExpression(kind, .poison, at: span) }
    switch op {
    case .not:
      guard case .bool = x.type.scalar else {
        return poison(
          .typeMismatch(x.span, is: model.phrase(of: x.type), wanted: "true or false"), at: span)
      }
      return TypedExpression(kind, x.type, at: span)
    case .negate:
      guard let domain = numbers(x) else { return TypedExpression(.poison, .poison, at: span) }
      if case .weights = x.type.inner { return TypedExpression(kind, x.type, at: span) }
      return TypedExpression(kind, x.type.replacingScalar((-domain).type), at: span)
    }
  }

  /// The domain of the numbers in a value; `nil` after a message if they are none.
  mutating func numbers(_ e: TypedExpression) -> Domain? {
    if let domain = model.domain(of: e) { return domain }
    report(.typeMismatch(e.span, is: model.phrase(of: e.type), wanted: "a number"))
    return nil
  }

  mutating func binary(
    _ op: BinaryOperator, _ left: Expression, _ right: Expression, _ scope: Scope,
    expecting expected: ValueType?, at span: SourceSpan
  ) -> TypedExpression {
    switch op {
    case .equal, .notEqual, .less, .greater, .lessOrEqual, .greaterOrEqual:
      return comparison(op, left, right, scope, at: span)
    case .or, .and:
      let (x, y) = (check(left, scope), check(right, scope))
      requireTruth(x)
      requireTruth(y)
      return elementwise(op, x, y, at: span) { _, _ in .bool }
    case .contract:
      return contraction(check(left, scope), check(right, scope), at: span)
    case .add, .subtract, .multiply, .divide, .power:
      let hint = expected.flatMap { $0.isNumeric ? $0 : nil }
      let (x, y) = (check(left, scope, expecting: hint), check(right, scope, expecting: hint))
      if let step = chainStep(op, x, y, at: span) { return step }
      return elementwise(op, x, y, at: span) { a, b in
        switch op {
        case .add: (a + b).type
        case .subtract: (a - b).type
        case .multiply: (a * b).type
        case .divide: (a / b).type
        case .power: Domain.power(a, b).type
        case .or, .and, .less, .greater, .lessOrEqual, .greaterOrEqual, .equal, .notEqual,
          .contract:
          .bool
        }
      }
    }
  }

  /// `t - 1`: a member of the chain again.
  private func chainStep(
    _ op: BinaryOperator, _ x: TypedExpression, _ y: TypedExpression, at span: SourceSpan
  ) -> TypedExpression? {
    guard op == .add || op == .subtract, case .member(let set) = x.type,
      case .chain = model.indexSets[set].kind, model.domain(of: y)?.isInteger == true,
      y.type.rank == 0
    else { return nil }
    if case .member(let other) = y.type, other == set { return nil }
    return TypedExpression(.binary(op, x, y), .member(set), at: span)
  }

  /// Applies an operator number by number: equal shapes, or a number with an array.
  mutating func elementwise(
    _ op: BinaryOperator, _ x: TypedExpression, _ y: TypedExpression, at span: SourceSpan,
    _ result: (Domain, Domain) -> ValueType
  ) -> TypedExpression {
    let kind = TypedExpression.Kind.binary(op, x, y)
    if x.type.isPoison || y.type.isPoison {
      return TypedExpression(kind, .poison, at: span)
    }
    guard let a = numbers(x), let b = numbers(y) else {
      return TypedExpression(.poison, .poison, at: span)
    }
    guard let shape = commonShape(x, y, op: op.rawValue, at: span) else {
      return TypedExpression(.poison, .poison, at: span)
    }
    for side in [x.type, y.type] {
      if case .weights = side.inner {
        return TypedExpression(kind, side.inner.array(over: shape), at: span)
      }
    }
    return TypedExpression(kind, array(result(a, b), over: shape), at: span)
  }

  /// The shape of an operation on two values, number by number; `nil` after a message.
  mutating func commonShape(
    _ x: TypedExpression, _ y: TypedExpression, op: String, at span: SourceSpan
  ) -> [IndexSetID]? {
    if case .weights(let net) = x.type.inner, case .weights(let other) = y.type.inner,
      net != other
    {
      report(.weightsDiffer(sides(x, y), op: op, at: span))
      return nil
    }
    let (a, b) = (x.type.shape, y.type.shape)
    if a.isEmpty { return b }
    if b.isEmpty { return a }
    if model.agree(a, b) { return model.common(a, b) }
    if a.count == b.count, let (s, t) = zip(a, b).first(where: { !model.agree($0, $1) }) {
      report(.setsDiffer(sides(x, y), model.contrast(s, t), op: op, at: span))
    } else {
      report(.shapesDiffer(sides(x, y), op: op, at: span))
    }
    return nil
  }

  /// The two operands as a message shows them.
  func sides(_ x: TypedExpression, _ y: TypedExpression) -> [(text: String, type: String)] {
    [x, y].map { (model.text(of: $0), model.phrase(of: $0.type)) }
  }

  private mutating func comparison(
    _ op: BinaryOperator, _ left: Expression, _ right: Expression, _ scope: Scope,
    at span: SourceSpan
  ) -> TypedExpression {
    // A bare name on the left may be a member of the set that the right-hand side tells.
    var (x, y): (TypedExpression, TypedExpression)
    if case .name(let name) = left.kind, isUndeclared(name, scope) {
      y = check(right, scope)
      x = check(left, scope, expecting: y.type)
    } else {
      x = check(left, scope)
      y = check(right, scope, expecting: x.type)
    }
    let kind = TypedExpression.Kind.binary(op, x, y)
    if x.type.isPoison || y.type.isPoison { return TypedExpression(kind, .poison, at: span) }
    if case .member(let a) = x.type.scalar, case .member(let b) = y.type.scalar {
      guard model.agree(a, b) else {
        return poison(
          .setsDiffer(sides(x, y), model.contrast(a, b), op: op.rawValue, at: span), at: span)
      }
      guard let shape = commonShape(x, y, op: op.rawValue, at: span) else {
        return TypedExpression(.poison, .poison, at: span)
      }
      return TypedExpression(kind, array(.bool, over: shape), at: span)
    }
    return elementwise(op, x, y, at: span) { _, _ in .bool }
  }

  private mutating func isUndeclared(_ name: Name, _ scope: Scope) -> Bool {
    scope.locals[name.text] == nil && scope.boundLetters[name.text] == nil
      && symbol(name.text, from: scope.level) == nil
  }

  /// `@`: sums over the last set of the left and the first of the right.
  private mutating func contraction(
    _ x: TypedExpression, _ y: TypedExpression, at span: SourceSpan
  ) -> TypedExpression {
    let kind = TypedExpression.Kind.binary(.contract, x, y)
    if x.type.isPoison || y.type.isPoison { return TypedExpression(kind, .poison, at: span) }
    guard let a = numbers(x), let b = numbers(y) else {
      return TypedExpression(.poison, .poison, at: span)
    }
    guard let last = x.type.shape.last, let first = y.type.shape.first else {
      return poison(.contractsNumber(sides(x, y), at: span), at: span)
    }
    guard model.agree(last, first) else {
      return poison(
        .setsDiffer(sides(x, y), model.contrast(last, first), op: "@", at: span), at: span)
    }
    let rest = Array(x.type.shape.dropLast() + y.type.shape.dropFirst())
    return TypedExpression(kind, array(Self.total(of: a * b), over: rest), at: span)
  }

  /// The type of a sum of any number of terms.
  static func total(of term: Domain) -> ValueType {
    Domain(
      isInteger: term.isInteger, lower: 0 <= term.lower ? term.lower : -.infinity,
      upper: .infinity, hasLower: term.hasLower
    ).type
  }
}
