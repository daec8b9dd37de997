public import ScalarMath

/// The settings of Pathfinder.
public struct PathfinderSettings: Sendable, Equatable {
  /// How many past steps make an estimate of the covariance, 6 by default.
  public var memory = 6
  /// How many draws estimate the bound at each point of the path, 10 by default.
  public var boundDrawCount = 10
  /// The number of draws of a path, 1000 by default.
  public var drawCount = 1000
  /// The settings of the ascent.
  public var ascent: LBFGSSettings

  /// Creates the default settings: an ascent of at most 1000 iterations.
  public init() {
    ascent = LBFGSSettings()
    ascent.maximumIterations = 1000
    ascent.objectiveTolerance = 1e-10
  }
}

/// What one path found.
public struct Path: Sendable {
  /// Draws of the normal distribution at the best point of the path.
  public let draws: ApproximateDraws
  /// The iteration of that point, and of the end of the path.
  public let bestIteration: Int
  public let iterationCount: Int
  public let evaluationCount: Int
}

/// Draws from the normal distribution that is the closest along an ascent.
///
/// At each point of an L-BFGS ascent the steps so far suggest a covariance Σ, and the gradient a
/// centre x + Σ ∇log p; the distribution with the best evidence lower bound is drawn from.
/// (L. Zhang, B. Carpenter, A. Gelman and A. Vehtari, "Pathfinder: Parallel quasi-Newton
/// variational inference", 2022.)
/// - Throws: `unreliable` if no point of the path gives a distribution.
public func findPath<Density: LogDensity>(
  _ density: Density, from start: [Double], settings: PathfinderSettings = PathfinderSettings(),
  stream: RandomStream, progress: (OptimizationProgress) -> RunDecision = { _ in .proceed }
) throws(EvidenceFailure) -> Path {
  var points: [(position: [Double], slope: [Double])] = []
  let end: Maximum
  do throws(EvaluationFailure) {
    end = try maximize(density, from: start, settings: settings.ascent, progress: progress) {
      points.append(($0, $1))
    }
  } catch {
    throw .evaluation(error)
  }
  if end.reason == .cancelled { throw .cancelled }
  var search = PathSearch(density, settings, stream)
  for (old, new) in zip(points, points.dropFirst()) { try search.visit(new, after: old) }
  guard let best = search.best else {
    throw .unreliable("no point of the path has a finite lower bound")
  }
  let draws = try search.draws(
    settings.drawCount, of: best.candidate, stream: stream.stream("draws"))
  return Path(
    draws: draws, bestIteration: best.iteration, iterationCount: end.iterationCount,
    evaluationCount: end.evaluationCount + search.evaluationCount)
}

private struct PathSearch<Density: LogDensity> {
  struct Candidate {
    let center: [Double]
    let covariance: InverseHessianEstimate
  }
  private var density: Density
  private let settings: PathfinderSettings
  private let stream: RandomStream
  private var diagonal: [Double]
  private var steps: [[Double]] = []
  private var changes: [[Double]] = []
  private var iteration = 0
  private(set) var evaluationCount = 0
  private(set) var best: (candidate: Candidate, bound: Double, iteration: Int)?

  init(_ density: Density, _ settings: PathfinderSettings, _ stream: RandomStream) {
    self.density = density
    self.settings = settings
    self.stream = stream
    diagonal = [Double](repeating: 1, count: density.dimension)
  }

  /// Takes a step into account and tries the distribution after it.
  mutating func visit(
    _ new: (position: [Double], slope: [Double]), after old: (position: [Double], slope: [Double])
  ) throws(EvidenceFailure) {
    iteration += 1
    let step = zip(new.position, old.position).map { $0 - $1 }
    let change = zip(old.slope, new.slope).map { $0 - $1 }
    let product = dot(step, change)
    if product > 1e-12 * dot(change, change) {
      updateDiagonal(step, change, product)
      steps.append(step)
      changes.append(change)
      if steps.count > settings.memory {
        steps.removeFirst()
        changes.removeFirst()
      }
    }
    guard
      let covariance = InverseHessianEstimate(
        diagonal: diagonal, steps: steps, changes: changes)
    else { return }
    let center = zip(new.position, covariance.times(new.slope)).map { $0 + $1 }
    let candidate = Candidate(center: center, covariance: covariance)
    let draws = try draws(
      settings.boundDrawCount, of: candidate,
      stream: stream.stream("bound").stream(iteration))
    let bound = draws.bound.logEvidence
    guard bound.isFinite else { return }
    if best.map({ bound > $0.bound }) ?? true { best = (candidate, bound, iteration) }
  }

  /// The diagonal that fits the latest step (J. Gilbert and C. Lemaréchal, 1989).
  private mutating func updateDiagonal(_ step: [Double], _ change: [Double], _ b: Double) {
    var a = 0.0
    var c = 0.0
    for index in diagonal.indices {
      a += change[index] * change[index] * diagonal[index]
      c += step[index] * step[index] / diagonal[index]
    }
    for index in diagonal.indices {
      let own = diagonal[index]
      diagonal[index] =
        1
        / (a / (b * own) + change[index] * change[index] / b
          - a * step[index] * step[index] / (b * c * own * own))
    }
  }

  mutating func draws(
    _ count: Int, of candidate: Candidate, stream: RandomStream
  ) throws(EvidenceFailure) -> ApproximateDraws {
    var stream = stream
    var gradient = candidate.center
    var points: [[Double]] = []
    var ratios: [Double] = []
    for _ in 0..<count {
      let noise = candidate.center.map { _ in stream.normal() }
      let point = zip(candidate.center, candidate.covariance.stretched(noise)).map { $0 + $1 }
      let value = try density.value(at: point, gradient: &gradient)
      points.append(point)
      ratios.append(value - standardNormal(noise) + candidate.covariance.logStretch)
    }
    evaluationCount += count
    return ApproximateDraws(points: points, logRatios: ratios)
  }
}

extension ApproximateDraws {
  /// All draws of several paths, as draws of the mixture of their distributions would be weighed.
  public init(pooling paths: [ApproximateDraws]) {
    self.init(points: paths.flatMap(\.points), logRatios: paths.flatMap(\.logRatios))
  }
}
