import ScalarMath
import Semantics

extension NumericParameters {
  /// A parameter that is a number; NaN if it was not given.
  subscript(name: ParameterName) -> Double { values[name]?.first ?? .nan }

  /// A parameter that is a vector or a matrix, row by row.
  func array(_ name: ParameterName) -> [Double] { values[name] ?? [] }

  func isGiven(_ name: ParameterName) -> Bool { values[name] != nil }

  /// Throws for the first parameter that is outside its domain.
  func check(
    _ requirements: [(parameter: ParameterName, domain: Domain)], of family: Family
  ) throws(BadParameter) {
    for (name, domain) in requirements {
      guard let numbers = values[name] else { continue }
      if let value = domain.firstOutside(numbers, self) {
        throw BadParameter(family: family, parameter: name, value: value, domain: domain)
      }
    }
  }
}

extension Domain {
  /// The first of the numbers that is not what the domain demands; NaN never is.
  func firstOutside(_ numbers: [Double], _ parameters: NumericParameters) -> Double? {
    switch self {
    case .real: numbers.first { !$0.isFinite }
    case .positive: numbers.first { !($0 > 0 && $0.isFinite) }
    case .nonNegative: numbers.first { !($0 >= 0 && $0.isFinite) }
    case .unit: numbers.first { !($0 >= 0 && $0 <= 1) }
    case .natural: numbers.first { !($0 >= 0 && $0.isFinite && $0 == $0.rounded()) }
    case .simplex: Self.firstOutsideSimplex(numbers)
    case .ordered: Self.firstOutOfOrder(numbers)
    case .positiveDefinite:
      DenseMatrix.isPositiveDefinite(numbers) ? nil : numbers.first ?? .nan
    case .choleskyFactor: Self.firstBadDiagonal(numbers)
    case .aboveLower: numbers.first { !($0 > parameters[.lower] && $0.isFinite) }
    case .aboveOrder:
      numbers.first { !($0 > Double(parameters.dimension - 1) && $0.isFinite) }
    }
  }

  private static func firstOutsideSimplex(_ numbers: [Double]) -> Double? {
    if let number = numbers.first(where: { !($0 >= 0 && $0 <= 1) }) { return number }
    let total = numbers.reduce(0, +)
    return abs(total - 1) < 1e-8 ? nil : total
  }

  private static func firstOutOfOrder(_ numbers: [Double]) -> Double? {
    if let number = numbers.first(where: { !$0.isFinite }) { return number }
    return zip(numbers, numbers.dropFirst()).first { !($0 < $1) }?.1
  }

  private static func firstBadDiagonal(_ numbers: [Double]) -> Double? {
    let order = DenseMatrix.order(of: numbers)
    if let number = numbers.first(where: { !$0.isFinite }) { return number }
    return (0..<order).map { numbers[$0 * order + $0] }.first { !($0 > 0) }
  }
}

extension DenseMatrix {
  /// The number of rows of a square matrix given row by row.
  static func order(of numbers: [Double]) -> Int {
    Int(Double(numbers.count).squareRoot().rounded())
  }

  static func isPositiveDefinite(_ numbers: [Double]) -> Bool {
    var factor = numbers
    return factorize(&factor, order: order(of: numbers))
  }

  /// The lower Cholesky factor, NaN throughout if there is none.
  static func factor(of numbers: [Double]) -> [Double] {
    var result = numbers
    guard factorize(&result, order: order(of: numbers)) else {
      return numbers.map { _ in .nan }
    }
    return result
  }

  /// The inverse of a positive definite matrix, NaN throughout if it is not one.
  static func inverse(of numbers: [Double]) -> [Double] {
    let n = order(of: numbers)
    let root = inverse(lower: factor(of: numbers), order: n)
    return (0..<n * n).map { entry in
      (0..<n).reduce(0) { $0 + root[$1 * n + entry / n] * root[$1 * n + entry % n] }
    }
  }
}
