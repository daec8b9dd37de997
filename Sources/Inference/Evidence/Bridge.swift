import Posterior
public import ScalarMath

/// How draws are bridged to a normal distribution.
public struct BridgeSettings: Sendable, Equatable {
  /// Whether the density is folded about the mean first, which makes it symmetric (warp-III of
  /// X.-L. Meng and S. Schilling, "Warp bridge sampling", 2002). True by default.
  public var isWarped = true
  /// The number of draws of the normal distribution for each draw of the posterior, 2 by default.
  public var proposalsPerDraw = 2
  /// How many steps the iteration may take, 1,000 by default.
  public var maximumIterations = 1000
  /// The relative change of the ratio that counts as none, 1e-12 by default.
  public var tolerance = 1e-12

  /// Creates the default settings.
  public init() {}
}

/// The evidence by bridge sampling.
public struct BridgeResult: Sendable, Equatable {
  /// The log evidence with its standard error.
  public let estimate: EvidenceEstimate
  /// How many independent draws the draws of the posterior are worth for the bridge.
  public let effectiveCount: Double
  /// The share of the draws of the normal distribution at which the density is zero.
  public let missingShare: Double
}

/// Estimates the log of the integral of a density from draws of it.
///
/// The first half of each chain fits a normal distribution; the second half and draws of that
/// distribution meet in the optimal bridge of X.-L. Meng and W. H. Wong, "Simulating ratios of
/// normalizing constants via a simple identity" (1996). The standard error is that of S.
/// Frühwirth-Schnatter, "Estimating marginal likelihoods for mixture and Markov switching models
/// using bridge sampling techniques" (2004), with the effective number of the draws.
/// - Parameter chains: the draws of each chain, all chains of one length.
public func bridge(
  _ density: some LogDensity, chains: [[[Double]]], settings: BridgeSettings = BridgeSettings(),
  stream: RandomStream
) throws(EvidenceFailure) -> BridgeResult {
  let half = (chains.first?.count ?? 0) / 2
  let fitted = chains.flatMap { $0.prefix(half) }
  let bridged = chains.map { Array($0[half..<2 * half]) }
  guard let gaussian = GaussianApproximation(moments: fitted) else {
    throw .unreliable("the draws lie in a subspace, or there are too few of them")
  }
  var target = BridgeTarget(density, gaussian, isWarped: settings.isWarped)
  var numbers = stream
  var ours: [[Double]] = []
  for chain in bridged {
    ours.append(
      try chain.map { x throws(EvidenceFailure) in
        try target.ratio(standardised: gaussian.standardised(x))
      })
  }
  var theirs: [Double] = []
  for _ in 0..<settings.proposalsPerDraw * bridged.count * half {
    theirs.append(try target.ratio(standardised: gaussian.mean.map { _ in numbers.normal() }))
  }
  return try solveBridge(ours: ours, theirs: theirs, settings)
}

/// A density in the standardised coordinates of a normal distribution, over that distribution.
private struct BridgeTarget<Density: LogDensity> {
  private var density: Density
  private let gaussian: GaussianApproximation
  private let isWarped: Bool
  private let logStretch: Double
  private var gradient: [Double]

  init(_ density: Density, _ gaussian: GaussianApproximation, isWarped: Bool) {
    self.density = density
    self.gaussian = gaussian
    self.isWarped = isWarped
    logStretch = gaussian.logStretch
    gradient = gaussian.mean
  }

  /// The log of target over normal density at z.
  mutating func ratio(standardised z: [Double]) throws(EvidenceFailure) -> Double {
    var value = try density.value(at: gaussian.point(z), gradient: &gradient)
    if isWarped {
      let mirrored = gaussian.point(z.map { -$0 })
      let other = try density.value(at: mirrored, gradient: &gradient)
      value = Double.logSumExp(value, other) - Double.log(2)
    }
    return value + logStretch - standardNormal(z)
  }
}

/// Iterates the optimal bridge between draws of the target and of the proposal.
///
/// - Parameters: the logs of target over proposal at the draws of each.
private func solveBridge(
  ours chains: [[Double]], theirs: [Double], _ settings: BridgeSettings
) throws(EvidenceFailure) -> BridgeResult {
  let ours = chains.flatMap { $0 }
  guard !ours.isEmpty, ours.allSatisfy(\.isFinite) else {
    throw .unreliable("the density is not finite at a draw of the posterior")
  }
  let effective = ScalarDraws(chains: chains).meanESS()
  let count = effective.isFinite ? min(effective, Double(ours.count)) : Double(ours.count)
  let total = count + Double(theirs.count)
  let (ourShare, theirShare) = (
    Double.log(count / total), Double.log(Double(theirs.count) / total)
  )
  var logRatio = ScalarDraws(chains: [ours]).median
  /// The log of 1 / (share of ours * ratio + share of theirs * normaliser).
  func bridge(_ ratio: Double) -> Double {
    -Double.logSumExp(ourShare + ratio, theirShare + logRatio)
  }
  var isConverged = false
  for _ in 0..<settings.maximumIterations where !isConverged {
    let above = Double.logSumExp(theirs.map { $0 + bridge($0) }) - Double.log(Double(theirs.count))
    let below = Double.logSumExp(ours.map { bridge($0) }) - Double.log(Double(ours.count))
    let next = above - below
    guard next.isFinite else {
      throw .unreliable("the draws of the normal distribution miss the posterior")
    }
    isConverged = abs(next - logRatio) < settings.tolerance * max(1, abs(next))
    logRatio = next
  }
  guard isConverged else { throw .unreliable("the bridge does not settle") }
  let aboveTerms = theirs.map { Double.exp($0 - logRatio + bridge($0) + logRatio) }
  let belowTerms = chains.map { $0.map { Double.exp(bridge($0) + logRatio) } }
  let above = relativeVariance(ScalarDraws(chains: [aboveTerms])) / Double(theirs.count)
  let belowDraws = ScalarDraws(chains: belowTerms)
  let belowCount = belowDraws.meanESS()
  let below = relativeVariance(belowDraws) / (belowCount.isFinite ? belowCount : count)
  return BridgeResult(
    estimate: EvidenceEstimate(logEvidence: logRatio, error: (above + below).squareRoot()),
    effectiveCount: count,
    missingShare: Double(theirs.count { $0 == -.infinity }) / Double(theirs.count))
}

/// The variance over the square of the mean.
private func relativeVariance(_ draws: ScalarDraws) -> Double {
  let ratio = draws.standardDeviation / draws.mean
  return ratio * ratio
}
