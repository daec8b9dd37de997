/// How a value goes with the type that is wanted.
enum Fit {
  case always
  /// Whether it lies in the domain is seen when the program runs.
  case atRunTime
  /// Its numbers cannot lie in the domain.
  case outside
  /// It is a number where an array is wanted, or the other way round.
  case wrongRank
  /// It runs over other sets.
  case wrongSets
  /// It is something else altogether.
  case never
}

extension TypedModel {
  /// How the value goes with a declared type.
  func fit(_ e: TypedExpression, _ wanted: ValueType) -> Fit {
    fit(e.type, scalarDomain: domain(of: e), wanted)
  }

  /// How every value of a type goes with a declared type.
  func fit(_ type: ValueType, _ wanted: ValueType) -> Fit {
    fit(type, scalarDomain: domain(of: type.scalar), wanted)
  }

  private func fit(_ type: ValueType, scalarDomain: Domain?, _ wanted: ValueType) -> Fit {
    if type.isPoison || wanted.isPoison || type == wanted { return .always }
    if case .optional(let inner) = wanted {
      if case .optional(let own) = type { return fit(own, inner) }
      return fit(type, scalarDomain: scalarDomain, inner)
    }
    if let special = specialFit(type, wanted) { return special }
    guard type.rank == wanted.rank else { return .wrongRank }
    guard agree(type.shape, wanted.shape) else { return .wrongSets }
    let numbers = scalarFit(type.scalar, scalarDomain, wanted.scalar)
    switch numbers {
    case .always: return structureFit(type, wanted)
    case .atRunTime, .outside, .wrongRank, .wrongSets, .never: return numbers
    }
  }

  /// The fit of types that are no arrays of numbers.
  private func specialFit(_ type: ValueType, _ wanted: ValueType) -> Fit? {
    switch (type, wanted) {
    case (.weights(let f), .weights(let g)):
      return f == g ? .always : .never
    case (.weights, _), (_, .weights):
      return .never
    case (.record(let a), .record(let b)):
      guard a.count == b.count else { return .never }
      let fits = zip(a, b).map { fit($0.type, $1.type) }
      return fits.first { if case .always = $0 { false } else { true } } ?? .always
    case (.record, _), (_, .record), (.group, _), (_, .group), (.optional, _):
      return .never
    default: return nil
    }
  }

  private func scalarFit(_ type: ValueType, _ own: Domain?, _ wanted: ValueType) -> Fit {
    switch (type, wanted) {
    case (.member(let a), .member(let b)):
      if agree(a, b) { return .always }
      return .wrongSets
    case (.member, _) where own == nil: return .never
    case (_, .member) where domain(of: wanted) == nil: return .never
    default: break
    }
    guard let own, let target = domain(of: wanted) else { return .never }
    if case .interval = wanted, type == wanted { return .always }
    if target.isInteger && !own.isInteger { return .never }
    if case .bool = wanted {
      if case .bool = type { return .always }
      return own.isPoint && own.lies(in: target) ? .always : .never
    }
    if own.lies(in: target), !hasOpenBounds(wanted) { return .always }
    return own.isDisjoint(from: target) ? .outside : .atRunTime
  }

  /// Whether an interval has a bound that is no literal.
  private func hasOpenBounds(_ type: ValueType) -> Bool {
    guard case .interval(let lower, let upper) = type else { return false }
    return constant(lower) == nil || constant(upper) == nil
  }

  /// Whether an array of numbers is, by its type, the vector or matrix that is wanted.
  private func structureFit(_ type: ValueType, _ wanted: ValueType) -> Fit {
    switch (type.inner, wanted.inner) {
    case (.simplex, .simplex), (.ordered, .ordered), (.positiveOrdered, .positiveOrdered),
      (.positiveOrdered, .ordered), (.covariance, .covariance), (.correlation, .correlation),
      (.correlation, .covariance), (.choleskyFactor, .choleskyFactor),
      (.choleskyCorrelation, .choleskyCorrelation), (.choleskyCorrelation, .choleskyFactor):
      return .always
    case (_, .simplex), (_, .ordered), (_, .positiveOrdered), (_, .covariance),
      (_, .correlation), (_, .choleskyFactor), (_, .choleskyCorrelation):
      return .atRunTime
    default: return .always
    }
  }
}
