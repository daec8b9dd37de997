import Syntax

/// What is known of index sets before the data.
extension TypedModel {
  /// The value of an expression of literals; `nil` if it depends on anything else.
  func constant(_ e: TypedExpression) -> Double? {
    switch e.kind {
    case .number(let value): return value
    case .boolean(let value): return value ? 1 : 0
    case .infinity: return .infinity
    case .unary(.negate, let x): return constant(x).map { -$0 }
    case .binary(let op, let x, let y):
      guard let a = constant(x), let b = constant(y) else { return nil }
      switch op {
      case .add: return a + b
      case .subtract: return a - b
      case .multiply: return a * b
      case .divide: return a / b
      case .power:
        let result = Domain.power(.point(a), .point(b, isInteger: b == b.rounded()))
        return result.isPoint ? result.lower : nil
      case .or, .and, .less, .greater, .lessOrEqual, .greaterOrEqual, .equal, .notEqual, .contract:
        return nil
      }
    case .variable(let id, let subscripts):
      let variable = variables[id]
      guard subscripts.isEmpty, variable.indices.isEmpty, let part = variable.parts.first,
        part.role == .abbreviation, case .expression(let value) = part.definition
      else { return nil }
      return constant(value)
    case .none, .local, .index, .member, .endpoint, .indexSet, .range, .element, .field, .group,
      .unary, .conditional, .call, .apply, .vector, .reduction, .expectation, .logQuery, .elbo,
      .known, .poison:
      return nil
    }
  }

  /// The first and last member of a set of integers, as far as they are literals.
  func integerMembers(of set: IndexSetID) -> (first: Double?, last: Double?)? {
    switch indexSets[set].extent {
    case .fromData, .weights: (1, nil)
    case .size(let e): (1, constant(e))
    case .range(let lower, let upper): (constant(lower), constant(upper))
    case .names: nil
    }
  }

  /// The number of members, if it is a literal.
  func staticSize(of set: IndexSetID) -> Int? {
    switch indexSets[set].extent {
    case .fromData, .weights: return nil
    case .names(let names): return names.count
    case .size(let e):
      guard let size = constant(e), size.isFinite, abs(size) < 1e15 else { return nil }
      return Int(size)
    case .range(let lower, let upper):
      guard let a = constant(lower), let b = constant(upper), abs(a) < 1e15, abs(b) < 1e15
      else { return nil }
      return Int(b - a) + 1
    }
  }

  func hasIntegerMembers(_ set: IndexSetID) -> Bool { integerMembers(of: set) != nil }

  func isAnonymous(_ set: IndexSetID) -> Bool {
    switch indexSets[set].kind {
    case .anonymous: true
    case .plate, .chain, .axis: false
    }
  }

  /// True iff values over the two sets go together: one set, or one is unnamed and of that size.
  func agree(_ a: IndexSetID, _ b: IndexSetID) -> Bool {
    if a == b { return true }
    guard isAnonymous(a) || isAnonymous(b) else { return false }
    guard let m = staticSize(of: a), let n = staticSize(of: b) else { return true }
    return m == n
  }

  func agree(_ a: [IndexSetID], _ b: [IndexSetID]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { agree($0, $1) }
  }

  /// The sets that two agreeing shapes share: the named ones where there are any.
  func common(_ a: [IndexSetID], _ b: [IndexSetID]) -> [IndexSetID] {
    zip(a, b).map { isAnonymous($0) ? $1 : $0 }
  }

  /// What is known of the number that a value of a scalar type is; `nil` if it is none.
  func domain(of type: ValueType) -> Domain? {
    switch type {
    case .real, .weights, .poison: return .real
    case .positive: return .positive
    case .unit: return .unit
    case .spread: return .spread
    case .int: return .int
    case .nat: return .nat
    case .bool: return .bool
    case .interval(let lower, let upper):
      // A bound that is no literal counts by what is known of it.
      return Domain(
        lower: constant(lower) ?? domain(of: lower.type)?.lower ?? -.infinity,
        upper: constant(upper) ?? domain(of: upper.type)?.upper ?? .infinity)
    case .member(let set):
      guard let members = integerMembers(of: set) else { return nil }
      return Domain(
        isInteger: true, lower: members.first ?? -.infinity, upper: members.last ?? .infinity,
        hasLower: members.first != nil, hasUpper: members.last != nil)
    case .simplex, .ordered, .positiveOrdered, .covariance, .correlation, .choleskyFactor,
      .choleskyCorrelation, .array, .optional, .record, .group:
      return nil
    }
  }

  /// What is known of each number in the value of an expression.
  func domain(of e: TypedExpression) -> Domain? {
    if let value = constant(e) {
      let isInteger = domain(of: e.type.scalar)?.isInteger ?? false
      return .point(value, isInteger: isInteger)
    }
    return domain(of: e.type.scalar)
  }
}
