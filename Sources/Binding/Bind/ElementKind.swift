import Semantics

/// What one component of a value may be.
enum ElementKind {
  case real(RealDomain)
  /// From a smallest integer on.
  case integer(least: Int)
  case boolean
  case member(IndexSetID)
}

/// An interval of numbers.
struct RealDomain: Hashable {
  var lower = -Double.infinity
  var upper = Double.infinity
  var excludesLower = false
  var allowsInfinity = false
  /// What messages call it: `a positive number`.
  var name: String

  static let real = RealDomain(name: "a real number")
  static let positive = RealDomain(lower: 0, excludesLower: true, name: "a positive number")
  static let unit = RealDomain(lower: 0, upper: 1, name: "in the unit interval")
  static let spread = RealDomain(lower: 0, allowsInfinity: true, name: "in [0, inf]")

  func contains(_ value: Double) -> Bool {
    value >= lower && value <= upper && !(excludesLower && value == lower)
      && (value.isFinite || allowsInfinity && !value.isNaN)
  }
}

extension Binder {
  /// What the components of a type may be; a bound that depends on the unknown is no bound here.
  mutating func elementKind(of type: ValueType) -> ElementKind {
    switch type {
    case .real, .weights, .record, .group, .poison: .real(.real)
    case .positive: .real(.positive)
    case .unit, .simplex: .real(.unit)
    case .ordered, .covariance, .correlation, .choleskyFactor, .choleskyCorrelation: .real(.real)
    case .positiveOrdered: .real(.positive)
    case .spread: .real(.spread)
    case .interval(let lower, let upper): .real(interval(lower, upper))
    case .int: .integer(least: Int(Int32.min))
    case .nat: .integer(least: 0)
    case .bool: .boolean
    case .member(let set): .member(set)
    case .array(let element, _): elementKind(of: element)
    case .optional(let wrapped): elementKind(of: wrapped)
    }
  }

  private mutating func interval(_ lower: TypedExpression, _ upper: TypedExpression) -> RealDomain {
    var domain = RealDomain(name: "")
    domain.lower = bound(lower) ?? -.infinity
    domain.upper = bound(upper) ?? .infinity
    domain.name = "in [\(shortest(domain.lower)), \(shortest(domain.upper))]"
    return domain
  }

  private mutating func bound(_ expression: TypedExpression) -> Double? {
    do throws(NotConstant) { return try evaluator.evaluate(expression).number } catch {
      return nil
    }
  }

  /// `a member of C (0..9)`, for messages.
  mutating func describe(_ set: IndexSetID) -> String {
    let row = model.indexSets[set]
    if let names = positions[set] {
      let sorted = names.sorted { $0.value < $1.value }.map { "`\($0.key)`" }
      return "a member of \(row.name) (\(list(sorted)))"
    }
    guard row.parents.isEmpty, let size = knownSize(set) else { return "a member of \(row.name)" }
    let first = firstMember(of: set)
    return "a member of \(row.name) (\(first)..\(first + size - 1))"
  }
}

/// Reads `yes`, `no`, `true`, `false`, `1` or `0`, in any case.
func truthValue(_ text: String) -> Bool? {
  switch text.lowercased() {
  case "yes", "true", "1": true
  case "no", "false", "0": false
  default: nil
  }
}

/// `a, b and c`; of many the first eight.
func list(_ names: [String]) -> String {
  if names.count > 9 {
    return names.prefix(8).joined(separator: ", ") + " and \(names.count - 8) more"
  }
  guard let last = names.last, names.count > 1 else { return names.first ?? "" }
  return names.dropLast().joined(separator: ", ") + " and " + last
}
