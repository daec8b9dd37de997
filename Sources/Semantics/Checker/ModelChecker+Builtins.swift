import Diagnostics
import Syntax

extension ModelChecker {
  mutating func call(
    _ builtin: Builtin, _ name: Name, _ arguments: CallArguments, _ scope: Scope,
    at span: SourceSpan
  ) -> TypedExpression {
    guard let values = positional(arguments, of: name.text) else {
      return TypedExpression(.poison, .poison, at: span)
    }
    switch builtin.signature {
    case .elementwise(let count, let result):
      return elementwise(builtin, values, count: count, scope, at: span, result)
    case .reduction(let result):
      guard let e = one(builtin, values, scope, at: span) else { break }
      guard let domain = numbers(e) else { break }
      return TypedExpression(.call(builtin, [e]), result(domain), at: span)
    case .ofSet: return ofSet(builtin, values, scope, at: span)
    case .fill: return fill(values, scope, at: span)
    case .ofVectors: return vector(builtin, values, scope, at: span)
    case .parts: return parts(builtin, values, scope, at: span)
    case .matrix: return matrix(builtin, values, scope, at: span)
    }
    return TypedExpression(.poison, .poison, at: span)
  }

  private mutating func elementwise(
    _ builtin: Builtin, _ values: [Expression], count: Int, _ scope: Scope,
    at span: SourceSpan, _ result: ([Domain]) -> ValueType
  ) -> TypedExpression {
    guard let typed = typed(builtin, values, count: count...count, scope, at: span) else {
      return TypedExpression(.poison, .poison, at: span)
    }
    var domains: [Domain] = []
    for e in typed {
      guard let domain = numbers(e) else { return TypedExpression(.poison, .poison, at: span) }
      domains.append(domain)
    }
    var shape = typed[0].type.shape
    if typed.count == 2 {
      guard let common = commonShape(typed[0], typed[1], op: builtin.rawValue, at: span) else {
        return TypedExpression(.poison, .poison, at: span)
      }
      shape = common
    }
    if case .weights = typed[0].type.inner {
      return TypedExpression(.call(builtin, typed), typed[0].type, at: span)
    }
    return TypedExpression(.call(builtin, typed), array(result(domains), over: shape), at: span)
  }

  /// The typed arguments if there are as many as wanted; `nil` after a message.
  private mutating func typed(
    _ builtin: Builtin, _ values: [Expression], count: ClosedRange<Int>, _ scope: Scope,
    at span: SourceSpan
  ) -> [TypedExpression]? {
    guard count.contains(values.count) else {
      report(
        .argumentCount(
          builtin.rawValue, wanted: count.lowerBound, found: values.count, at: span))
      return nil
    }
    let typed = values.map { check($0, scope) }
    return typed.contains(where: \.type.isPoison) ? nil : typed
  }

  private mutating func one(
    _ builtin: Builtin, _ values: [Expression], _ scope: Scope, at span: SourceSpan
  ) -> TypedExpression? {
    typed(builtin, values, count: 1...1, scope, at: span)?.first
  }

  /// `size(N)`, `eye(D)`.
  private mutating func ofSet(
    _ builtin: Builtin, _ values: [Expression], _ scope: Scope, at span: SourceSpan
  ) -> TypedExpression {
    guard values.count == 1 else {
      return poison(
        .argumentCount(builtin.rawValue, wanted: 1, found: values.count, at: span), at: span)
    }
    guard let set = setValue(values[0], scope) else {
      return TypedExpression(.poison, .poison, at: span)
    }
    let argument = TypedExpression(.indexSet(set), .member(set), at: values[0].span)
    let type: ValueType = builtin == .size ? .nat : .correlation(set)
    return TypedExpression(.call(builtin, [argument]), type, at: span)
  }

  /// A set given by name or by its size.
  private mutating func setValue(_ e: Expression, _ scope: Scope) -> IndexSetID? {
    switch e.kind {
    case .name(let name): return set(named: name, scope)
    case .number(let value, _):
      guard let size = Self.size(value) else {
        report(.sizeNotInteger("\(value)", at: e.span))
        return nil
      }
      return anonymousSet(ofSize: size, at: e.span)
    default:
      report(.wantsSet(e.span))
      return nil
    }
  }

  /// `fill(v, D)`, also over several sets.
  private mutating func fill(
    _ values: [Expression], _ scope: Scope, at span: SourceSpan
  ) -> TypedExpression {
    guard 2 <= values.count else {
      return poison(.argumentCount("fill", wanted: 2, found: values.count, at: span), at: span)
    }
    let value = check(values[0], scope)
    let sets = values.dropFirst().compactMap { setValue($0, scope) }
    guard !value.type.isPoison, sets.count == values.count - 1 else {
      return TypedExpression(.poison, .poison, at: span)
    }
    let arguments = zip(sets, values.dropFirst()).map { set, e in
      TypedExpression(.indexSet(set), .member(set), at: e.span)
    }
    return TypedExpression(
      .call(.fill, [value] + arguments), array(value.type, over: sets), at: span)
  }

  private mutating func vector(
    _ builtin: Builtin, _ values: [Expression], _ scope: Scope, at span: SourceSpan
  ) -> TypedExpression {
    let count = builtin == .dot ? 2 : 1
    guard let typed = typed(builtin, values, count: count...count, scope, at: span) else {
      return TypedExpression(.poison, .poison, at: span)
    }
    let e = typed[0]
    if builtin == .counts {
      guard case .member(let set) = e.type.scalar, 0 < e.type.rank else {
        return poison(.countsWantsMembers(e.span, is: model.phrase(of: e.type)), at: span)
      }
      return TypedExpression(.call(.counts, typed), .array(.nat, over: [set]), at: span)
    }
    guard typed.allSatisfy({ numbers($0) != nil }) else {
      return TypedExpression(.poison, .poison, at: span)
    }
    guard typed.allSatisfy({ 0 < $0.type.rank }) else {
      return poison(
        .typeMismatch(e.span, is: model.phrase(of: e.type), wanted: "a vector"), at: span)
    }
    if builtin == .dot {
      guard commonShape(typed[0], typed[1], op: "dot", at: span) != nil else {
        return TypedExpression(.poison, .poison, at: span)
      }
      return TypedExpression(.call(.dot, typed), .real, at: span)
    }
    let shape = e.type.shape
    let type: ValueType =
      builtin == .softmax
      ? ValueType.simplex(shape[shape.count - 1]).array(over: Array(shape.dropLast()))
      : e.type.replacingScalar(.real)
    return TypedExpression(.call(builtin, typed), type, at: span)
  }

  /// `halves(z)`, `join(a, b)`, `permute(z)`.
  private mutating func parts(
    _ builtin: Builtin, _ values: [Expression], _ scope: Scope, at span: SourceSpan
  ) -> TypedExpression {
    let count = builtin == .join ? 2 : 1
    guard let typed = typed(builtin, values, count: count...count, scope, at: span) else {
      return TypedExpression(.poison, .poison, at: span)
    }
    for e in typed where e.type.rank != 1 || numbers(e) == nil {
      return poison(
        .typeMismatch(e.span, is: model.phrase(of: e.type), wanted: "a vector"), at: span)
    }
    let element = typed[0].type.scalar
    let call = TypedExpression.Kind.call(builtin, typed)
    if builtin == .halves {
      let sets = halves(of: typed[0].type.shape[0], at: span)
      let fields = zip(["first", "last"], sets).map { name, set in
        ValueType.Field(name: name, type: element.array(over: [set]))
      }
      return TypedExpression(call, .record(fields), at: span)
    }
    guard builtin == .join else { return TypedExpression(call, typed[0].type, at: span) }
    let type = model.join(element, typed[1].type.scalar) ?? .real
    let set = joined(typed[0].type.shape[0], typed[1].type.shape[0], at: span)
    return TypedExpression(call, type.array(over: [set]), at: span)
  }

  /// The set of as many members as two sets have together.
  private mutating func joined(
    _ a: IndexSetID, _ b: IndexSetID, at span: SourceSpan
  ) -> IndexSetID {
    if let m = model.staticSize(of: a), let n = model.staticSize(of: b) {
      return anonymousSet(ofSize: m + n, at: span)
    }
    let sum = TypedExpression.Kind.binary(.add, size(of: a, at: span), size(of: b, at: span))
    return anonymousSet(TypedExpression(sum, .nat, at: span))
  }

  /// The sets of the first ⌈D/2⌉ and the last ⌊D/2⌋ components.
  private mutating func halves(of set: IndexSetID, at span: SourceSpan) -> [IndexSetID] {
    if let size = model.staticSize(of: set) {
      return [(size + 1) / 2, size / 2].map { anonymousSet(ofSize: $0, at: span) }
    }
    let two = TypedExpression(.number(2), .nat, at: span)
    let half = TypedExpression(.binary(.divide, size(of: set, at: span), two), .real, at: span)
    return [Builtin.ceil, .floor].map { rounding in
      anonymousSet(TypedExpression(.call(rounding, [half]), .nat, at: span))
    }
  }

  private func size(of set: IndexSetID, at span: SourceSpan) -> TypedExpression {
    let argument = TypedExpression(.indexSet(set), .member(set), at: span)
    return TypedExpression(.call(.size, [argument]), .nat, at: span)
  }
}
