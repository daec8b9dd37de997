/// The settings of the no-U-turn sampler; the defaults are Stan's.
public struct NUTSSettings: Sendable, Equatable {
  /// The number of warm-up iterations, 1,000 by default.
  public var warmupCount = 1000
  /// The number of iterations after warm-up, 1,000 by default.
  public var drawCount = 1000
  /// Of how many iterations after warm-up one is kept, 1 by default.
  public var thinning = 1
  /// The acceptance probability that the step size is adapted to, 0.8 by default.
  public var targetAcceptance = 0.8
  /// How often a trajectory may be doubled, 10 by default.
  public var maximumDepth = 10
  /// The form of the metric, diagonal by default.
  public var metric = MetricKind.diagonal
  /// The step size that the first search begins with, 1 by default.
  public var initialStepSize = 1.0
  /// The energy error above which a trajectory has diverged, 1,000 by default.
  public var maximumEnergyError = 1000.0
  /// The windows of warm-up.
  public var windows = WarmupWindows()
  /// The half-width of the cube of starting points, 2 by default.
  public var startRadius = 2.0
  /// How many starting points are tried, 100 by default.
  public var startTries = 100

  /// Creates the default settings.
  public init() {}
}
