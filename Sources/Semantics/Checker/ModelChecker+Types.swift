import Diagnostics
import Syntax

extension ModelChecker {
  /// Returns the type that is written; poison after a message.
  mutating func check(_ type: TypeExpression, _ scope: Scope) -> ValueType {
    var result = base(of: type, scope)
    let sets = type.shape.compactMap { dimension($0, scope) }
    guard sets.count == type.shape.count, !result.isPoison else { return .poison }
    result = array(result, over: sets)
    return type.isOptional ? .optional(result) : result
  }

  private mutating func base(of type: TypeExpression, _ scope: Scope) -> ValueType {
    if type.path.names.count == 1 {
      let name = type.path.names[0].text
      if let simple = Self.simpleTypes[name], type.arguments.isEmpty { return simple }
      if name == "real", !type.arguments.isEmpty { return interval(type, scope) }
      if name == "weights" { return weights(type, scope) }
      if let make = Self.setTypes[name] {
        guard type.arguments.count == 1, let set = setArgument(type.arguments[0], scope) else {
          if type.arguments.count != 1 { report(.typeWantsSet(type)) }
          return .poison
        }
        return make(set)
      }
    }
    guard let set = set(at: type.path, scope) else { return .poison }
    if !type.arguments.isEmpty {
      report(.typeWithoutArguments(type))
      return .poison
    }
    return set
  }

  private static let simpleTypes: [String: ValueType] = [
    "real": .real, "positive": .positive, "unit": .unit, "spread": .spread, "int": .int,
    "nat": .nat, "bool": .bool,
  ]

  private static let setTypes: [String: @Sendable (IndexSetID) -> ValueType] = [
    "simplex": { .simplex($0) }, "ordered": { .ordered($0) },
    "positive_ordered": { .positiveOrdered($0) }, "cov": { .covariance($0) },
    "corr": { .correlation($0) }, "chol": { .choleskyFactor($0) },
  ]

  /// The words that name a type, for a message about one that does not.
  static let typeNames =
    simpleTypes.keys.sorted() + setTypes.keys.sorted() + ["weights"]

  private mutating func interval(_ type: TypeExpression, _ scope: Scope) -> ValueType {
    guard type.arguments.count == 2 else {
      report(.intervalWantsTwo(type))
      return .poison
    }
    let bounds = type.arguments.map { check($0, scope) }
    for bound in bounds where !model.fit(bound, .real).isPossible && !Self.isInfinite(bound) {
      report(.typeMismatch(bound.span, is: model.phrase(of: bound.type), wanted: "a number"))
      return .poison
    }
    if bounds.contains(where: \.type.isPoison) { return .poison }
    if let low = model.constant(bounds[0]), let high = model.constant(bounds[1]), high <= low {
      report(.emptyRange(low, high, at: type.span))
      return .poison
    }
    return model.interval(bounds[0], bounds[1])
  }

  static func isInfinite(_ e: TypedExpression) -> Bool {
    switch e.kind {
    case .infinity: true
    case .unary(.negate, let x): isInfinite(x)
    default: false
    }
  }

  private mutating func weights(_ type: TypeExpression, _ scope: Scope) -> ValueType {
    guard type.arguments.count == 1, case .name(let name) = type.arguments[0].kind else {
      report(.typeWantsNet(type.span))
      return .poison
    }
    return function(named: name, scope).map { .weights($0) } ?? .poison
  }

  /// The net of that name; `nil` after a message.
  mutating func function(named name: Name, _ scope: Scope) -> FunctionID? {
    switch symbol(name.text, from: scope.level) {
    case .function(let id)?: return id
    case .poison?: return nil
    case nil:
      report(.unknownName(name, nearest: closest(to: name.text, among: names(from: scope.level))))
    case .indexSet, .letter, .variable, .group, .guide, .use, .type:
      report(.typeWantsNet(name.span))
    }
    return nil
  }

  /// The member type of an index set, or what an alias stands for.
  private mutating func set(at path: Path, _ scope: Scope) -> ValueType? {
    let name = path.names[path.names.count - 1]
    switch symbol(name.text, from: scope.level) {
    case .indexSet(let id)?: return .member(id)
    case .type(let type)?: return type
    case .poison?: return nil
    case .letter(let id)?:
      report(.letterForSet(name, set: model.text(of: model.indices[id].set)))
    case .variable, .function, .group, .guide, .use:
      report(.notAType(name))
    case nil:
      let candidates = Self.typeNames + names(from: scope.level)
      report(.unknownName(name, nearest: closest(to: name.text, among: candidates)))
    }
    return nil
  }

  private mutating func setArgument(_ e: Expression, _ scope: Scope) -> IndexSetID? {
    switch e.kind {
    case .name(let name): return set(named: name, scope)
    case .number(let value, _):
      guard let size = Self.size(value) else {
        report(.sizeNotInteger("\(value)", at: e.span))
        return nil
      }
      return anonymousSet(ofSize: size, at: e.span)
    case .parenthesized(let inner): return setArgument(inner, scope)
    default:
      report(.wantsSet(e.span))
      return nil
    }
  }

  static func size(_ value: Double) -> Int? {
    value == value.rounded() && 0 < value && value < 1e9 ? Int(value) : nil
  }

  /// The set of that name; a `hyper` of the story makes an unnamed set of its size.
  mutating func set(named name: Name, _ scope: Scope) -> IndexSetID? {
    switch symbol(name.text, from: scope.level) {
    case .indexSet(let id)?: return id
    case .poison?: return nil
    case .variable?:
      let size = check(Expression(.name(name), at: name.span), scope)
      guard !size.type.isPoison else { return nil }
      guard model.fit(size, .int).isPossible else {
        report(.wantsSet(name.span))
        return nil
      }
      return anonymousSet(size)
    case .letter(let id)?:
      report(.letterForSet(name, set: model.text(of: model.indices[id].set)))
    case .function, .group, .guide, .use, .type:
      report(.wantsSet(name.span))
    case nil:
      report(.unknownName(name, nearest: closest(to: name.text, among: names(from: scope.level))))
    }
    return nil
  }

  /// The set of one factor of a shape.
  mutating func dimension(_ dimension: Dimension, _ scope: Scope) -> IndexSetID? {
    switch dimension.kind {
    case .number(let value, _):
      guard let size = Self.size(value) else {
        report(.sizeNotInteger("\(value)", at: dimension.span))
        return nil
      }
      return anonymousSet(ofSize: size, at: dimension.span)
    case .path(let path, let inner):
      let name = path.names[path.names.count - 1]
      if name.text == "weights", let inner {
        return function(named: inner.names[inner.names.count - 1], scope)
          .map { weightsSet(of: $0) }
      }
      return set(named: name, scope)
    }
  }
}

extension TypedModel {
  /// The type of the numbers between two bounds.
  func interval(_ lower: TypedExpression, _ upper: TypedExpression) -> ValueType {
    switch (constant(lower), constant(upper)) {
    case (0?, 1?): .unit
    case (0?, Double.infinity?): .positive
    case (let low?, Double.infinity?) where low == -.infinity: .real
    default: .interval(lower: lower, upper: upper)
    }
  }
}
