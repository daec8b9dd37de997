import Foundation

@testable import Inference

/// The normal distribution with mean zero and a precision matrix, row after row.
struct GaussianDensity: LogDensity {
  let dimension: Int
  let precision: [Double]
  var mean: [Double]

  init(precision: [Double], mean: [Double]) {
    dimension = mean.count
    self.precision = precision
    self.mean = mean
  }

  /// Independent coordinates of given standard deviations.
  init(deviations: [Double]) {
    let count = deviations.count
    var precision = [Double](repeating: 0, count: count * count)
    for (index, deviation) in deviations.enumerated() {
      precision[index * (count + 1)] = 1 / (deviation * deviation)
    }
    self.init(precision: precision, mean: [Double](repeating: 0, count: count))
  }

  mutating func evaluate(
    _ x: Span<Double>, gradient: inout MutableSpan<Double>
  ) throws(EvaluationFailure) -> Double {
    var value = 0.0
    for row in 0..<dimension {
      var sum = 0.0
      for column in 0..<dimension {
        sum += precision[row * dimension + column] * (x[column] - mean[column])
      }
      gradient[row] = -sum
      value -= sum * (x[row] - mean[row]) / 2
    }
    return value
  }
}

/// A density whose coordinates are independent, by the value and derivative of one term.
struct ProductDensity: LogDensity {
  let dimension: Int
  let term: @Sendable (Double) -> (value: Double, derivative: Double)

  mutating func evaluate(
    _ x: Span<Double>, gradient: inout MutableSpan<Double>
  ) throws(EvaluationFailure) -> Double {
    var value = 0.0
    for index in 0..<dimension {
      let (part, derivative) = term(x[index])
      value += part
      gradient[index] = derivative
    }
    return value
  }

  /// Logistic coordinates, with distribution function 1 / (1 + exp(-x)).
  static func logistic(_ dimension: Int, power: Double = 1) -> ProductDensity {
    ProductDensity(dimension: dimension) { x in
      (power * (-abs(x) - 2 * log1p(exp(-abs(x)))), power * -tanh(x / 2))
    }
  }

  /// Student's t coordinates.
  static func student(_ dimension: Int, degrees: Double) -> ProductDensity {
    ProductDensity(dimension: dimension) { x in
      (-(degrees + 1) / 2 * log1p(x * x / degrees), -(degrees + 1) * x / (degrees + x * x))
    }
  }

  /// No preference at all.
  static func flat(_ dimension: Int) -> ProductDensity {
    ProductDensity(dimension: dimension) { _ in (0, 0) }
  }
}

/// A density of any form, as a function of a point.
struct FunctionDensity: LogDensity {
  let dimension: Int
  let function: @Sendable ([Double], inout [Double]) throws(EvaluationFailure) -> Double

  mutating func evaluate(
    _ x: Span<Double>, gradient: inout MutableSpan<Double>
  ) throws(EvaluationFailure) -> Double {
    var slope = [Double](repeating: 0, count: dimension)
    let value = try function((0..<dimension).map { x[$0] }, &slope)
    for index in 0..<dimension { gradient[index] = slope[index] }
    return value
  }

  /// A mild form of Neal's funnel: x[0] is N(0, 1), the others N(0, exp(x[0] / 2)).
  static let funnel = FunctionDensity(dimension: 3) { (x, slope) throws(EvaluationFailure) in
    let scale = exp(-x[0])
    let squares = x[1] * x[1] + x[2] * x[2]
    slope = [-x[0] - 1 + squares * scale / 2, -x[1] * scale, -x[2] * scale]
    return -x[0] * x[0] / 2 - x[0] - squares * scale / 2
  }

  /// The exponential distribution on its own scale, with nothing below zero.
  static let exponential = FunctionDensity(dimension: 1) { (x, slope) throws(EvaluationFailure) in
    guard x[0] > 0 else { throw .outsideSupport("x is \(x[0])") }
    slope[0] = -1
    return -x[0]
  }
}
