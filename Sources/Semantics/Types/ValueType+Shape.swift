extension ValueType {
  var isPoison: Bool {
    switch self {
    case .poison: true
    case .array(let element, over: _): element.isPoison
    case .real, .positive, .unit, .interval, .spread, .int, .nat, .bool, .member, .simplex,
      .ordered, .positiveOrdered, .covariance, .correlation, .choleskyFactor,
      .choleskyCorrelation, .weights, .optional, .record, .group:
      false
    }
  }

  /// The type with a number for each member of the sets around it, arrays merged.
  func array(over sets: [IndexSetID]) -> ValueType {
    if sets.isEmpty || isPoison { return self }
    if case .array(let element, over: let inner) = self {
      return .array(element, over: sets + inner)
    }
    return .array(self, over: sets)
  }

  /// The sets of the outer array, without those of a vector or matrix type.
  var outerSets: [IndexSetID] {
    if case .array(_, over: let sets) = self { sets } else { [] }
  }

  /// The type inside the outer array.
  public var inner: ValueType {
    if case .array(let element, over: _) = self { element } else { self }
  }

  /// The sets that a vector or matrix type runs over by itself.
  private var eventSets: [IndexSetID] {
    switch self {
    case .simplex(let set), .ordered(let set), .positiveOrdered(let set): [set]
    case .covariance(let set), .correlation(let set), .choleskyFactor(let set),
      .choleskyCorrelation(let set):
      [set, set]
    case .array(let element, over: let sets): sets + element.eventSets
    case .real, .positive, .unit, .interval, .spread, .int, .nat, .bool, .member, .weights,
      .optional, .record, .group, .poison:
      []
    }
  }

  /// All sets that a value can be subscripted by, outermost first.
  public var shape: [IndexSetID] { eventSets }

  var rank: Int { shape.count }

  /// The type of one number in the value.
  public var scalar: ValueType {
    switch self {
    case .array(let element, over: _): element.scalar
    case .simplex: .unit
    case .ordered, .covariance, .choleskyFactor: .real
    case .positiveOrdered: .positive
    case .correlation, .choleskyCorrelation, .weights: .real
    case .real, .positive, .unit, .interval, .spread, .int, .nat, .bool, .member, .optional,
      .record, .group, .poison:
      self
    }
  }

  /// The type after `count` subscripts; `nil` if there are fewer sets.
  func subscripted(_ count: Int) -> ValueType? {
    if count == 0 || isPoison { return self }
    let outer = outerSets
    if count <= outer.count { return inner.array(over: Array(outer.dropFirst(count))) }
    let rest = count - outer.count
    let own = inner.eventSets
    guard rest <= own.count else { return nil }
    return inner.scalar.array(over: Array(own.dropFirst(rest)))
  }

  /// The type with another number in each place.
  func replacingScalar(_ new: ValueType) -> ValueType { new.array(over: shape) }

  /// Whether each element is a number (a truth value counts as one).
  var isNumeric: Bool {
    switch scalar {
    case .real, .positive, .unit, .interval, .spread, .int, .nat, .bool, .weights, .poison: true
    case .member, .simplex, .ordered, .positiveOrdered, .covariance, .correlation,
      .choleskyFactor, .choleskyCorrelation, .array, .optional, .record, .group:
      false
    }
  }
}
