extension TypedModel {
  /// Returns a type as it is written in a model: `real^(V, H)`, `simplex(K)`.
  public func text(of type: ValueType) -> String {
    switch type {
    case .real: "real"
    case .positive: "positive"
    case .unit: "unit"
    case .interval(let lower, let upper): "real(\(text(of: lower)), \(text(of: upper)))"
    case .spread: "spread"
    case .int: "int"
    case .nat: "nat"
    case .bool: "bool"
    case .member(let set): text(of: set)
    case .simplex(let set): "simplex(\(text(of: set)))"
    case .ordered(let set): "ordered(\(text(of: set)))"
    case .positiveOrdered(let set): "positive_ordered(\(text(of: set)))"
    case .covariance(let set): "cov(\(text(of: set)))"
    case .correlation(let set): "corr(\(text(of: set)))"
    case .choleskyFactor(let set), .choleskyCorrelation(let set): "chol(\(text(of: set)))"
    case .weights(let function): "weights(\(functions[function].name))"
    case .array(let element, over: let sets): text(of: element) + shapeText(sets)
    case .optional(let inner): text(of: inner) + "?"
    case .record(let fields):
      "(" + fields.map { "\($0.name) : \(text(of: $0.type))" }.joined(separator: ", ") + ")"
    case .group(let group, of: let use):
      use.map { "\(uses[$0].alias)(\(uses[$0].model.groups[group].name))" }
        ?? groups[group].name
    case .poison: "?"
    }
  }

  /// Returns `^D` or `^(V, H)`.
  func shapeText(_ sets: [IndexSetID]) -> String {
    sets.count == 1
      ? "^" + text(of: sets[0]) : "^(" + sets.map { text(of: $0) }.joined(separator: ", ") + ")"
  }

  /// Returns the name of a set, or the size of one without a name.
  public func text(of set: IndexSetID) -> String {
    let row = indexSets[set]
    if !row.name.isEmpty { return row.name }
    switch row.extent {
    case .fromData, .weights: return "_"
    case .size(let e): return text(of: e)
    case .range(let lower, let upper): return "\(text(of: lower))..\(text(of: upper))"
    case .names(let names): return "{\(names.joined(separator: ", "))}"
    }
  }

  /// Returns a set with its members: `K = 1..3`.
  public func description(of set: IndexSetID) -> String {
    let row = indexSets[set]
    switch row.extent {
    case .fromData, .weights: return text(of: set)
    case .size(let e): return row.name.isEmpty ? text(of: set) : "\(row.name) = \(text(of: e))"
    case .range(let lower, let upper):
      return "\(row.name) = \(text(of: lower))..\(text(of: upper))"
    case .names(let names): return "\(row.name) = {\(names.joined(separator: ", "))}"
    }
  }

  /// Returns a type with its article: `a real^Z`, `an int`.
  func phrase(of type: ValueType) -> String { Self.withArticle(text(of: type)) }

  /// Returns a set's member with its article: `a K`, `an N`.
  func phrase(of set: IndexSetID) -> String { Self.withArticle(text(of: set)) }

  /// A single letter is read by its name, a word by its first sound.
  private static func withArticle(_ text: String) -> String {
    let word = text.prefix { $0.isLetter }
    guard let first = word.first else { return "a " + text }
    let takesAn =
      word.count == 1
      ? "AEFHILMNORSX".contains(first.uppercased())
      : "aeioAEIO".contains(first)
    return (takesAn ? "an " : "a ") + text
  }
}
