import ScalarMath

/// The second-order expansion of a log density at its mode.
public struct LaplaceApproximation: Sendable, Equatable {
  /// The normal distribution at the mode.
  public let gaussian: GaussianApproximation
  /// The log density at the mode.
  public let peak: Double

  /// The log of the integral, were the density of this form.
  public var logEvidence: Double {
    peak + Double(gaussian.dimension) * logRootTwoPi + gaussian.logStretch
  }
}

/// Expands a log density at a mode.
///
/// The curvature is the central difference of gradients, at steps of 10^-4 of a deviation: the
/// first pass finds the deviations. Its relative error is about 10^-8.
/// - Throws: `unreliable` if the density does not fall off in every direction.
public func laplace(
  _ density: some LogDensity, at mode: [Double]
) throws(EvidenceFailure) -> LaplaceApproximation {
  var density = density
  let n = mode.count
  var gradient = mode
  let peak = try density.value(at: mode, gradient: &gradient)
  guard peak.isFinite else { throw .unreliable("the log density at the mode is \(peak)") }
  var steps = mode.map { 1e-5 * max(1, abs($0)) }
  var precision: [Double] = []
  for pass in 0..<3 {
    precision = try curvature(&density, at: mode, steps: steps)
    guard pass < 2 else { break }
    for index in 0..<n {
      let size = precision[index * (n + 1)]
      if size > 0, size.isFinite { steps[index] = 1e-4 / size.squareRoot() }
    }
  }
  guard DenseMatrix.factorize(&precision, order: n) else {
    throw .unreliable("the log density does not fall off in every direction from its mode")
  }
  // H = P P', so the covariance is P'^-1 P^-1; its own lower factor comes from factorising it.
  let inverse = DenseMatrix.inverse(lower: precision, order: n)
  var covariance = [Double](repeating: 0, count: n * n)
  for row in 0..<n {
    for column in 0...row {
      covariance[row * n + column] = (row..<n).reduce(0) {
        $0 + inverse[$1 * n + row] * inverse[$1 * n + column]
      }
    }
  }
  guard DenseMatrix.factorize(&covariance, order: n) else {
    throw .unreliable("the curvature at the mode is singular")
  }
  return LaplaceApproximation(
    gaussian: GaussianApproximation(mean: mode, factor: covariance), peak: peak)
}

/// Minus the matrix of second derivatives, made symmetric.
private func curvature(
  _ density: inout some LogDensity, at mode: [Double], steps: [Double]
) throws(EvidenceFailure) -> [Double] {
  let n = mode.count
  var result = [Double](repeating: 0, count: n * n)
  var (above, below) = (mode, mode)
  for column in 0..<n {
    var point = mode
    point[column] = mode[column] + steps[column]
    let high = point[column]
    _ = try density.value(at: point, gradient: &above)
    point[column] = mode[column] - steps[column]
    _ = try density.value(at: point, gradient: &below)
    let width = high - point[column]
    for row in 0..<n {
      let slope = -(above[row] - below[row]) / width
      result[row * n + column] += slope / 2
      result[column * n + row] += slope / 2
    }
  }
  return result
}
