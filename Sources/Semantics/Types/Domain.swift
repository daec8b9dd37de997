/// The interval that a number is known to lie in, and whether it is an integer.
///
/// Interval arithmetic on it is the sign algebra of types: `1 - unit` is a `unit`.
struct Domain: Equatable {
  var isInteger = false
  var lower: Double
  var upper: Double
  /// Whether the bound itself belongs to the domain; an infinite one never does, but for `spread`.
  var hasLower = false
  var hasUpper = false

  static let real = Domain(lower: -.infinity, upper: .infinity)
  static let positive = Domain(lower: 0, upper: .infinity)
  static let unit = Domain(lower: 0, upper: 1)
  static let spread = Domain(lower: 0, upper: .infinity, hasLower: true, hasUpper: true)
  static let int = Domain(isInteger: true, lower: -.infinity, upper: .infinity)
  static let nat = Domain(isInteger: true, lower: 0, upper: .infinity, hasLower: true)
  static let bool = Domain(isInteger: true, lower: 0, upper: 1, hasLower: true, hasUpper: true)
  static let nonNegative = Domain(lower: 0, upper: .infinity, hasLower: true)

  static func point(_ value: Double, isInteger: Bool = false) -> Domain {
    Domain(isInteger: isInteger, lower: value, upper: value, hasLower: true, hasUpper: true)
  }

  var isPoint: Bool { lower == upper }

  /// The smallest of `positive`, `unit`, `nat`, … that holds all of the domain.
  var type: ValueType {
    if isInteger { return 0 <= lower ? .nat : .int }
    let isAboveZero = 0 < lower || (lower == 0 && !hasLower)
    let isBelowOne = upper < 1 || (upper == 1 && !hasUpper)
    guard isAboveZero else { return .real }
    return isBelowOne ? .unit : .positive
  }

  /// True iff every number of `self` lies in `other`, as far as is known.
  func lies(in other: Domain) -> Bool {
    if other.isInteger && !isInteger { return false }
    let lowerFits = other.lower < lower || (other.lower == lower && (other.hasLower || !hasLower))
    let upperFits = upper < other.upper || (upper == other.upper && (other.hasUpper || !hasUpper))
    return lowerFits && upperFits
  }

  /// True iff no number can lie in both.
  func isDisjoint(from other: Domain) -> Bool {
    let low = Swift.max(lower, other.lower)
    let high = Swift.min(upper, other.upper)
    if low != high { return high < low }
    if low.isInfinite { return false }
    return !(contains(low) && other.contains(low))
  }

  private func contains(_ value: Double) -> Bool {
    (lower < value || (lower == value && hasLower))
      && (value < upper || (value == upper && hasUpper))
  }

  /// The union's hull.
  func hull(_ other: Domain) -> Domain {
    var result = Domain(
      isInteger: isInteger && other.isInteger, lower: Swift.min(lower, other.lower),
      upper: Swift.max(upper, other.upper))
    result.hasLower =
      (lower == result.lower && hasLower) || (other.lower == result.lower && other.hasLower)
    result.hasUpper =
      (upper == result.upper && hasUpper) || (other.upper == result.upper && other.hasUpper)
    return result
  }
}

extension Domain {
  static prefix func - (a: Domain) -> Domain {
    Domain(
      isInteger: a.isInteger, lower: -a.upper, upper: -a.lower, hasLower: a.hasUpper,
      hasUpper: a.hasLower)
  }

  static func + (a: Domain, b: Domain) -> Domain {
    Domain(
      isInteger: a.isInteger && b.isInteger, lower: a.lower + b.lower, upper: a.upper + b.upper,
      hasLower: a.hasLower && b.hasLower, hasUpper: a.hasUpper && b.hasUpper)
  }

  static func - (a: Domain, b: Domain) -> Domain { a + -b }

  static func * (a: Domain, b: Domain) -> Domain {
    let corners = a.ends.flatMap { x in b.ends.map { y in End.product(x, y) } }
    var result = Domain(isInteger: a.isInteger && b.isInteger, lower: .infinity, upper: -.infinity)
    for corner in corners {
      if corner.value < result.lower || (corner.value == result.lower && corner.isIncluded) {
        result.lower = corner.value
        result.hasLower = corner.isIncluded
      }
      if corner.value > result.upper || (corner.value == result.upper && corner.isIncluded) {
        result.upper = corner.value
        result.hasUpper = corner.isIncluded
      }
    }
    return result
  }

  static func / (a: Domain, b: Domain) -> Domain {
    var quotient = a * b.reciprocal
    quotient.isInteger = false
    return quotient
  }

  private var reciprocal: Domain {
    if 0 < lower || (lower == 0 && !hasLower) {
      return Domain(
        lower: upper.isInfinite ? 0 : 1 / upper, upper: lower == 0 ? .infinity : 1 / lower,
        hasLower: hasUpper && upper.isFinite, hasUpper: hasLower)
    }
    if upper < 0 || (upper == 0 && !hasUpper) { return -(-self).reciprocal }
    return .real
  }

  /// The domain of `a ^ b`.
  static func power(_ a: Domain, _ b: Domain) -> Domain {
    if a.isPoint, b.isPoint, b.isInteger, 0 <= b.lower, b.lower <= 64 {
      let value = (0..<Int(b.lower)).reduce(1.0) { product, _ in product * a.lower }
      return .point(value, isInteger: a.isInteger)
    }
    let isPositive = 0 < a.lower || (a.lower == 0 && !a.hasLower)
    if isPositive {
      let isShrinking = a.lies(in: .unit) && b.isAboveZero
      var result = isShrinking ? Domain.unit : .positive
      result.isInteger = a.isInteger && b.isInteger && 0 <= b.lower
      return result
    }
    let isEven = b.isPoint && b.isInteger && b.lower.truncatingRemainder(dividingBy: 2) == 0
    var result = isEven || 0 <= a.lower ? Domain.nonNegative : .real
    result.isInteger = a.isInteger && b.isInteger && 0 <= b.lower
    return result
  }

  private var ends: [End] {
    [End(value: lower, isIncluded: hasLower), End(value: upper, isIncluded: hasUpper)]
  }

  /// A bound while it is multiplied.
  private struct End {
    let value: Double
    let isIncluded: Bool

    /// An included zero makes the product an included zero whatever the other bound is.
    static func product(_ x: End, _ y: End) -> End {
      if (x.value == 0 && x.isIncluded) || (y.value == 0 && y.isIncluded) {
        return End(value: 0, isIncluded: true)
      }
      if x.value == 0 || y.value == 0 { return End(value: 0, isIncluded: false) }
      return End(value: x.value * y.value, isIncluded: x.isIncluded && y.isIncluded)
    }
  }
}
