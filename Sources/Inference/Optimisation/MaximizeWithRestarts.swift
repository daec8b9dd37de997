public import ScalarMath

/// The settings of repeated ascents from random starting points.
public struct RestartSettings: Sendable, Equatable {
  /// The number of ascents, 10 by default.
  public var count = 10
  /// How far below the centre of the region a starting point may lie, 100 by default.
  ///
  /// For a log likelihood, the number of observations makes each of them as likely as a poor guess
  /// would: one unit less than at the centre.
  public var depth = 100.0
  /// The number of iterations of the ascent to the centre of the region, 200 by default.
  public var centerIterations = 200
  /// The number of probes of the curvature at the centre, 8 by default.
  public var curvatureProbes = 8
  /// The curvature below which a coordinate counts as flat, relative to the largest curvature and
  /// both in units of max(1, |coordinate|); 1e-6 by default.
  public var flatness = 1e-6
  /// The half-width of the cube of starting points where nothing is known, 2 by default.
  public var radius = 2.0
  /// How many starting points are tried for each ascent, 100 by default.
  public var tries = 100
  /// The settings of each ascent.
  public var ascent = LBFGSSettings()

  /// Creates the default settings.
  public init() {}
}

/// What several ascents found.
public struct Restarts: Sendable, Equatable {
  /// The result of each ascent in order; nil if it found no starting point.
  public let maxima: [Maximum?]
  /// The index of the best one.
  public let bestIndex: Int
  /// The best one: the highest among those that converged, or among all if none did.
  public let best: Maximum

  /// Creates the report of ascents, or nil if none has a result; the first of equals is the best.
  ///
  /// An ascent that did not converge may have climbed towards infinity, so its height says little.
  public init?(_ maxima: [Maximum?]) {
    var bestIndex: Int?
    var best: Maximum?
    for (index, candidate) in maxima.enumerated() {
      guard let candidate, best.map({ candidate.isBetter(than: $0) }) ?? true else { continue }
      (bestIndex, best) = (index, candidate)
    }
    guard let bestIndex, let best else { return nil }
    (self.maxima, self.bestIndex, self.best) = (maxima, bestIndex, best)
  }
}

extension Maximum {
  /// True iff this converged and the other did not, or it is higher and they agree in that.
  func isBetter(than other: Maximum) -> Bool {
    isConverged == other.isConverged ? value > other.value : isConverged
  }
}

/// Returns the random starting point of one restart.
///
/// Restarts may run on any threads: each depends on its own index and the stream only.
/// The starting point lies in the region if there is one, otherwise in the cube around the origin.
/// One restart in four goes down to the full depth, the next three to a quarter of it, and so on.
/// - Throws: the failure at the last point that was tried if all have failed, or a fault.
public func restartPoint(
  _ index: Int, of density: some LogDensity, in region: StartRegion? = nil,
  settings: RestartSettings, stream: RandomStream
) throws(EvaluationFailure) -> [Double] {
  var density = density
  var numbers = stream.stream(index)
  let depth = settings.depth / Double(1 << (2 * (index % 4)))
  let place = try region?.draw(
    &density, depth: depth, radius: settings.radius, stream: &numbers)
  if let place { return place }
  return try drawStartingPoint(
    &density, radius: settings.radius, tries: settings.tries, stream: &numbers)
}

/// Climbs from several random starting points, one after the other, and keeps the best maximum.
///
/// The hook is told the index of the restart too; once it answers `stop`, no further one begins.
/// - Throws: the last failure if no restart has a starting point, or a fault.
public func maximizeWithRestarts(
  _ density: some LogDensity, settings: RestartSettings, stream: RandomStream,
  progress: (Int, OptimizationProgress) -> RunDecision = { _, _ in .proceed }
) throws(EvaluationFailure) -> Restarts {
  var maxima: [Maximum?] = []
  var failure = EvaluationFailure.notFinite("no restart was asked for")
  for index in 0..<settings.count {
    do throws(EvaluationFailure) {
      let start = try restartPoint(index, of: density, settings: settings, stream: stream)
      maxima.append(
        try maximize(density, from: start, settings: settings.ascent) { progress(index, $0) })
    } catch {
      guard error.isRecoverable else { throw error }
      failure = error
      maxima.append(nil)
    }
    if maxima.last??.reason == .cancelled { break }
  }
  guard let restarts = Restarts(maxima) else { throw failure }
  return restarts
}
