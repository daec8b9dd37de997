import ScalarMath

/// Returns the evaluated first point of a chain: at `start`, or a random one if there is none.
///
/// - Precondition: `start` has the dimension of the density.
/// - Throws: `noStart` if the log density or its gradient is not finite there.
func firstPoint(
  _ density: inout some LogDensity, start: [Double]?, settings: NUTSSettings,
  stream: RandomStream
) throws(SamplingFailure) -> PhasePoint {
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
    var point = PhasePoint(position: position)
    point.logDensity = try density.evaluateFinite(position, gradient: &point.gradient)
    return point
  } catch {
    throw error.isRecoverable ? .noStart(error) : .evaluation(error)
  }
}
