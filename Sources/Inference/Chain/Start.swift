import ScalarMath

/// A position with what a density says there.
struct EvaluatedPoint: Sendable {
  let position: [Double]
  let gradient: [Double]
  let logDensity: Double

  /// Creates the point at a position with a finite log density and gradient.
  init(
    _ density: inout some LogDensity, at position: [Double]
  ) throws(EvaluationFailure) {
    var gradient = [Double](repeating: 0, count: position.count)
    logDensity = try density.evaluateFinite(position, gradient: &gradient)
    self.position = position
    self.gradient = gradient
  }
}

/// Returns the first point of a chain: at `start`, or a random one if there is none.
///
/// - Precondition: `start` has the dimension of the density.
/// - Throws: `noStart` if the log density or its gradient is not finite there.
func firstPoint(
  _ density: inout some LogDensity, start: [Double]?, settings: NUTSSettings,
  stream: RandomStream
) throws(SamplingFailure) -> EvaluatedPoint {
  precondition(start.map { $0.count == density.dimension } ?? true)
  var stream = stream
  do throws(EvaluationFailure) {
    let position: [Double]
    if let start {
      position = start
    } else {
      position = try drawStartingPoint(
        &density, radius: settings.startRadius, tries: settings.startTries, stream: &stream)
    }
    return try EvaluatedPoint(&density, at: position)
  } catch {
    throw error.isRecoverable ? .noStart(error) : .evaluation(error)
  }
}
