public import ScalarMath

/// Estimates the Euclidean norm of each row of the Hessian H in units of max(1, |coordinate|).
///
/// For random signs z, the mean of (Hz)ᵢ² is the squared norm of row i; Hz is a central difference
/// of gradients. Not finite where no probe was possible.
/// - Throws: only failures that are not recoverable.
public func curvatureNorms(
  of density: some LogDensity, at center: [Double], probes: Int = 8, stream: RandomStream
) throws(EvaluationFailure) -> [Double] {
  var (density, stream) = (density, stream.stream("curvature"))
  let units = center.map { max(1, abs($0)) }
  var squares = [Double](repeating: 0, count: center.count)
  var above = squares
  var below = squares
  var count = 0
  for _ in 0..<probes {
    let signs = units.map { stream.uniform() < 0.5 ? -$0 : $0 }
    let step = 1e-5
    do throws(EvaluationFailure) {
      _ = try density.evaluateFinite(
        zip(center, signs).map { $0 + step * $1 }, gradient: &above)
      _ = try density.evaluateFinite(
        zip(center, signs).map { $0 - step * $1 }, gradient: &below)
    } catch {
      guard error.isRecoverable else { throw error }
      continue
    }
    for index in squares.indices {
      let change = units[index] * (above[index] - below[index]) / (2 * step)
      squares[index] += change * change
    }
    count += 1
  }
  return squares.map { ($0 / Double(count)).squareRoot() }
}
