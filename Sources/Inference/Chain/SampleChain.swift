public import ScalarMath

/// Runs one chain of the no-U-turn sampler with Stan's warm-up.
///
/// What it returns depends on the density, the settings, the stream and the start, on nothing
/// else. It begins at `start` if there is one, else at a uniform random point. When `progress`
/// answers `stop`, the chain ends after that iteration and is marked incomplete.
public func sampleChain(
  _ density: any LogDensity, settings: NUTSSettings, stream: RandomStream, start: [Double]? = nil,
  progress: (ChainProgress) -> RunDecision = { _ in .proceed }
) throws(SamplingFailure) -> Chain {
  var density = density
  let start = try firstPoint(
    &density, start: start, settings: settings, stream: stream.stream("start"))
  var run = ChainRun(density, settings: settings, stream: stream, start: start)
  if settings.warmupCount > 0 { try run.findStepSize(0) }
  let iterationCount = settings.warmupCount + settings.drawCount
  for iteration in 0..<iterationCount {
    let isWarmup = iteration < settings.warmupCount
    if iteration == settings.warmupCount { run.endWarmup() }
    let statistics =
      isWarmup ? try run.warmUp(iteration) : try run.draw(iteration - settings.warmupCount)
    let report = ChainProgress(
      iteration: iteration + 1, iterationCount: iterationCount, isWarmup: isWarmup,
      statistics: statistics, gradientCount: run.gradientCount)
    if progress(report) == .stop && iteration + 1 < iterationCount {
      return run.result(isComplete: false)
    }
  }
  return run.result(isComplete: true)
}

/// A chain while it runs.
private struct ChainRun: ~Copyable {
  private let settings: NUTSSettings
  private let stream: RandomStream
  private let warmupStream: RandomStream
  private let drawStream: RandomStream
  private let windows: [Range<Int>]
  private var sampler: NoUTurnSampler
  private var averaging: DualAveraging
  private var estimator: CovarianceEstimator
  private var chain: Chain

  init(
    _ density: any LogDensity, settings: NUTSSettings, stream: RandomStream,
    start: EvaluatedPoint
  ) {
    self.settings = settings
    self.stream = stream
    warmupStream = stream.stream("warmup")
    drawStream = stream.stream("draw")
    windows = settings.windows.ranges(of: settings.warmupCount)
    let dimension = density.dimension
    chain = Chain(dimension: dimension)
    estimator = CovarianceEstimator(kind: settings.metric, dimension: dimension)
    averaging = DualAveraging(
      target: settings.targetAcceptance, stepSize: settings.initialStepSize)
    sampler = NoUTurnSampler(density: density, start: start, settings: settings)
    reserveDraws()
  }

  /// Makes room for the draws, as far as that is little memory beside what they may need.
  private mutating func reserveDraws() {
    let count = settings.drawCount / max(settings.thinning, 1) + 1
    let limit = 1 << 20
    chain.statistics.reserveCapacity(min(count, limit))
    if count < limit / max(chain.dimension, 1) {
      chain.positions.reserveCapacity(count * chain.dimension)
    }
  }

  /// The number of gradients evaluated so far.
  var gradientCount: Int { sampler.hamiltonian.gradientCount }

  /// Runs one iteration and adapts.
  mutating func warmUp(_ iteration: Int) throws(SamplingFailure) -> TransitionStatistics {
    let statistics = try transition(warmupStream, iteration)
    sampler.stepSize = averaging.update(acceptance: statistics.acceptance)
    guard let window = windows.first(where: { $0.contains(iteration) }) else { return statistics }
    sampler.withPosition { estimator.add($0) }
    if iteration + 1 == window.upperBound {
      guard let metric = estimator.metric() else { throw .improper }
      sampler.hamiltonian.metric = metric
      estimator.restart()
      try findStepSize(iteration + 1)
      averaging.restart(stepSize: sampler.stepSize)
    }
    return statistics
  }

  /// Fixes the step size.
  mutating func endWarmup() {
    if settings.warmupCount > 0 { sampler.stepSize = averaging.averaged }
    chain.warmupGradientCount = gradientCount
  }

  /// Runs one iteration and keeps its draw, if it is the turn of one.
  mutating func draw(_ iteration: Int) throws(SamplingFailure) -> TransitionStatistics {
    let statistics = try transition(drawStream, iteration)
    if statistics.isDivergent { chain.divergenceCount += 1 }
    if statistics.depth == settings.maximumDepth { chain.maximumDepthCount += 1 }
    if iteration % max(settings.thinning, 1) == 0 {
      chain.positions.append(
        contentsOf: sampler.hamiltonian.vectors.elements(sampler.point.position))
      chain.statistics.append(statistics)
    }
    chain.samplingGradientCount = gradientCount - chain.warmupGradientCount
    return statistics
  }

  /// Returns the chain as it is.
  func result(isComplete: Bool) -> Chain {
    var chain = chain
    if chain.samplingGradientCount == 0 { chain.warmupGradientCount = gradientCount }
    chain.stepSize = sampler.stepSize
    chain.inverseMetric = sampler.hamiltonian.metric.inverse
    chain.isComplete = isComplete
    return chain
  }

  private mutating func transition(
    _ phase: RandomStream, _ iteration: Int
  ) throws(SamplingFailure) -> TransitionStatistics {
    var numbers = phase.stream(iteration)
    do {
      return try sampler.transition(&numbers)
    } catch {
      throw .evaluation(error)
    }
  }

  /// Searches the step size with which the adaptation goes on.
  mutating func findStepSize(_ iteration: Int) throws(SamplingFailure) {
    // Without coordinates every step is accepted, and no search would end.
    guard chain.dimension > 0 else { return }
    var numbers = stream.stream("step size").stream(iteration)
    try sampler.findStepSize(&numbers)
  }
}
