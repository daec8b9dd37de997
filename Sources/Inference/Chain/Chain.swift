/// The draws of one chain and what is known about how they came to be.
public struct Chain: Sendable {
  /// The number of coordinates of a draw.
  public let dimension: Int
  /// The draws on the unconstrained scale, one after the other.
  public internal(set) var positions: [Double] = []
  /// The statistics of each draw.
  public internal(set) var statistics: [TransitionStatistics] = []
  /// The number of divergent transitions after warm-up, among draws that thinning left out too.
  public internal(set) var divergenceCount = 0
  /// The number of transitions after warm-up that reached the maximum depth.
  public internal(set) var maximumDepthCount = 0
  /// The number of gradients evaluated in warm-up, from the first point on.
  public internal(set) var warmupGradientCount = 0
  /// The number of gradients evaluated after warm-up.
  public internal(set) var samplingGradientCount = 0
  /// The step size after warm-up.
  public internal(set) var stepSize = 0.0
  /// The inverse metric after warm-up: the variances, or the covariance matrix row after row.
  public internal(set) var inverseMetric: [Double] = []
  /// True iff all iterations were run.
  public internal(set) var isComplete = false

  init(dimension: Int) { self.dimension = dimension }

  /// The draws of what has no coordinates: all of them are the one point that there is.
  public init(drawCount: Int, logDensity: Double) {
    dimension = 0
    statistics = Array(
      repeating: TransitionStatistics(
        logDensity: logDensity, acceptance: 1, stepSize: 0, depth: 0, stepCount: 0,
        isDivergent: false, energy: -logDensity),
      count: drawCount)
    isComplete = true
  }

  /// Returns the coordinates of a draw.
  public func draw(_ index: Int) -> ArraySlice<Double> {
    positions[index * dimension..<(index + 1) * dimension]
  }

  /// The energies of the draws.
  public var energies: [Double] { statistics.map(\.energy) }
}

/// Where a chain is, as its progress hook is told after each iteration.
public struct ChainProgress: Sendable {
  /// The number of iterations that are done.
  public let iteration: Int
  /// The number of all iterations, warm-up included.
  public let iterationCount: Int
  /// True iff the iteration was one of warm-up.
  public let isWarmup: Bool
  /// The statistics of the iteration.
  public let statistics: TransitionStatistics
  /// The number of gradients evaluated so far.
  public let gradientCount: Int
}
