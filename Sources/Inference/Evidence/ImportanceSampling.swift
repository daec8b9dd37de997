public import Posterior
public import ScalarMath

/// What independent draws of an approximation say about the density that it stands for.
public struct ImportanceCheck: Sendable, Equatable {
  /// The smoothed weights of the draws.
  public let weights: SmoothedWeights
  /// The share of the draws at which the density is zero.
  public let missingShare: Double
  /// The mean of log target - log approximation: a lower bound of the log evidence.
  public let lowerBound: EvidenceEstimate
  /// The same for averages of several draws: a tighter bound, `iwae` of that many.
  public let tighterBound: EvidenceEstimate

  /// The log evidence by importance sampling.
  public var estimate: EvidenceEstimate {
    EvidenceEstimate(logEvidence: weights.logMean, error: weights.logMeanError)
  }
}

/// Weighs draws of a normal distribution by a density.
///
/// The bounds are the evidence lower bound of Jordan et al. (1999) and that of Y. Burda, R. Grosse
/// and R. Salakhutdinov, "Importance weighted autoencoders" (2016).
/// - Parameter group: over how many draws the tighter bound averages.
public func importanceCheck(
  of gaussian: GaussianApproximation, for density: some LogDensity, drawCount: Int = 4000,
  group: Int = 100, stream: RandomStream
) throws(EvidenceFailure) -> ImportanceCheck {
  var density = density
  var stream = stream
  var gradient = gaussian.mean
  var ratios: [Double] = []
  for _ in 0..<drawCount {
    let z = gaussian.mean.map { _ in stream.normal() }
    let value = try density.value(at: gaussian.point(z), gradient: &gradient)
    ratios.append(value - gaussian.logDensity(standardised: z))
  }
  let groups = stride(from: 0, to: drawCount - group + 1, by: group).map { start in
    Double.logSumExp(ratios[start..<start + group]) - Double.log(Double(group))
  }
  return ImportanceCheck(
    weights: SmoothedWeights(smoothing: ratios),
    missingShare: Double(ratios.count { $0 == -.infinity }) / Double(drawCount),
    lowerBound: mean(of: ratios),
    tighterBound: mean(of: groups))
}

/// The mean of independent numbers, with its standard error.
private func mean(of values: [Double]) -> EvidenceEstimate {
  let draws = ScalarDraws(chains: [values])
  let error = draws.standardDeviation / Double(values.count).squareRoot()
  return EvidenceEstimate(logEvidence: draws.mean, error: error)
}
