public import ScalarMath

/// A normal family's closest member to a density.
public struct NormalFit: Sendable {
  public let family: NormalFamily
  /// Where the bound was best: its position is the parameters.
  public let maximum: Maximum
}

/// Finds the member of a family with the best evidence lower bound.
///
/// Begins at the given location with small scales, so that the density is finite around it.
/// - Parameter pairs: half the number of draws that stand for the expectation; `nil` for 50, or
///   enough for the moments of the noise to be exact if that is not more than 500.
/// - Throws: the failure at the start, or one that is not recoverable.
public func fit(
  _ family: NormalFamily, to density: some LogDensity, from location: [Double],
  pairs: Int? = nil, settings: LBFGSSettings = LBFGSSettings(), stream: RandomStream,
  progress: (OptimizationProgress) -> RunDecision = { _ in .proceed }
) throws(EvaluationFailure) -> NormalFit {
  let noiseCount = family.noiseCount
  let count = pairs ?? (noiseCount <= 250 ? max(50, 2 * noiseCount) : 50)
  let bound = EvidenceBound(density, family, pairs: count, stream: stream.stream("noise"))
  var failure: EvaluationFailure?
  for logScale in [-2.0, -5, -10] {
    do throws(EvaluationFailure) {
      let maximum = try maximize(
        bound, from: family.start(at: location, logScale: logScale), settings: settings,
        progress: progress)
      return NormalFit(family: family, maximum: maximum)
    } catch {
      guard error.isRecoverable else { throw error }
      failure = error
    }
  }
  throw failure ?? .notFinite("no start was tried")
}
