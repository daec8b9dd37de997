public import ScalarMath

/// Returns a point, uniform in the cube of half-width `radius`, with finite value and gradient.
///
/// - Throws: the last failure, if none of the `tries` points has both.
public func drawStartingPoint(
  _ density: inout some LogDensity, radius: Double = 2, tries: Int = 100,
  stream: inout RandomStream
) throws(EvaluationFailure) -> [Double] {
  var position = [Double](repeating: 0, count: density.dimension)
  var gradient = position
  var failure = EvaluationFailure.notFinite("no starting point was tried")
  for _ in 0..<tries {
    for index in position.indices { position[index] = radius * (2 * stream.uniform() - 1) }
    do throws(EvaluationFailure) {
      _ = try density.evaluateFinite(position, gradient: &gradient)
      return position
    } catch {
      guard error.isRecoverable else { throw error }
      failure = error
    }
  }
  throw failure
}

extension LogDensity {
  /// Returns the value at `position` and writes the gradient; both are finite.
  ///
  /// - Throws: `notFinite` for a value or a gradient that is not, besides what `evaluate` throws.
  mutating func evaluateFinite(
    _ position: [Double], gradient: inout [Double]
  ) throws(EvaluationFailure) -> Double {
    var target = gradient.mutableSpan
    let value = try evaluate(position.span, gradient: &target)
    guard value.isFinite else {
      throw .notFinite("the log density is \(value.isNaN ? "not a number" : "\(value)")")
    }
    guard isFinite(gradient) else { throw .notFinite("the gradient is not finite") }
    return value
  }
}

/// True iff all values are finite: zero times any other number is NaN, and stays so in a sum.
private func isFinite(_ values: [Double]) -> Bool {
  var sum = SIMD4<Double>.zero
  var index = 0
  while index + 4 <= values.count {
    let group = SIMD4(values[index], values[index + 1], values[index + 2], values[index + 3])
    sum += 0 * group
    index += 4
  }
  return sum == .zero && values[index...].allSatisfy(\.isFinite)
}
