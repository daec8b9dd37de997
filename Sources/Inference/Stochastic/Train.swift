/// How a stochastic ascent goes.
public struct TrainingSettings: Sendable {
  public var rule = StepRule.standardAdam
  /// How far a step goes; for Adam, about how far each coordinate moves.
  public var rate = 1e-3
  public var schedule = RateSchedule()
  public var epochs = 100
  /// A longer gradient is shortened to this Euclidean norm.
  public var clip: Double?

  public init() {}
}

/// Where a stochastic ascent is after an epoch.
public struct TrainingProgress: Sendable {
  public let epoch: Int
  public let step: Int
  /// The mean of the estimates of the epoch, each at the point where it was made.
  public let objective: Double
  /// The rate of the last step.
  public let rate: Double
  /// The point.
  public let position: [Double]
}

/// The end of a stochastic ascent.
public struct Trained: Sendable {
  public enum Reason: Hashable, Sendable {
    /// All epochs are done.
    case finished
    /// The hook asked for it.
    case cancelled
    /// A step had no finite objective or gradient; the point is one before it.
    case notFinite(epoch: Int, batch: Int)
  }
  public let position: [Double]
  /// The mean of the estimates of one epoch at the point.
  public let objective: Double
  /// The number of whole epochs behind the point.
  public let epochs: Int
  public let steps: Int
  public let reason: Reason
}

/// Climbs from `start` by steps along estimates of the gradient, batch by batch.
///
/// A step allocates nothing. Where an estimate is not finite the run ends at the last point that an
/// epoch began with and that has a finite estimate.
/// - Parameter progress: told after each epoch.
/// - Throws: the failure at `start`, or one that is not recoverable.
public func train<Density: StochasticDensity>(
  _ density: Density, from start: [Double], settings: TrainingSettings,
  progress: (TrainingProgress) -> RunDecision = { _ in .proceed }
) throws(EvaluationFailure) -> Trained {
  var training = Training(density, from: start, settings)
  return try training.run(progress)
}

private struct Training<Density: StochasticDensity> {
  private var density: Density
  private let settings: TrainingSettings
  private var optimizer: StochasticOptimizer<Density.Scalar>
  private let loops: SharedLoops<Density.Scalar>
  /// The coordinates, and what the density keeps behind them.
  private var x: [Density.Scalar]
  private var gradient: [Density.Scalar]
  /// What the gradient is multiplied with.
  private var scale = 1.0
  /// A point with a finite objective, and the epochs before it.
  private var good: [Density.Scalar]
  private var goodEpochs = 0
  private var rate = 0.0

  init(_ density: Density, from start: [Double], _ settings: TrainingSettings) {
    precondition(start.count == density.dimension)
    self.density = density
    self.settings = settings
    optimizer = StochasticOptimizer(settings.rule, dimension: start.count)
    loops = SharedLoops(count: start.count)
    good = start.map { Density.Scalar($0) }
    x = good + [Density.Scalar](repeating: 0, count: density.scratchCount)
    gradient = [Density.Scalar](repeating: 0, count: start.count)
  }

  mutating func run(
    _ progress: (TrainingProgress) -> RunDecision
  ) throws(EvaluationFailure) -> Trained {
    for epoch in 0..<settings.epochs {
      density.begin(epoch: epoch)
      var total = 0.0
      for batch in 0..<density.batchCount {
        guard let value = try estimate(batch) else {
          if epoch == 0, batch == 0 {
            throw .notFinite("the objective or its gradient is not finite at the start")
          }
          return try goBack(.notFinite(epoch: epoch + 1, batch: batch + 1))
        }
        if batch == 0 { keep(epoch) }
        total += value
        move()
      }
      let state = TrainingProgress(
        epoch: epoch + 1, step: optimizer.stepCount,
        objective: total / Double(density.batchCount), rate: rate,
        position: Density.Scalar.doubles(x, good.count))
      if progress(state) == .stop { return try end(epoch + 1, .cancelled) }
    }
    return try end(settings.epochs, .finished)
  }

  /// The estimate of a batch with its gradient; `nil` where one of them is not finite.
  private mutating func estimate(_ batch: Int) throws(EvaluationFailure) -> Double? {
    let value: Double
    do throws(EvaluationFailure) {
      value = try evaluate(&density, batch, at: &x, &gradient)
    } catch {
      if error.isRecoverable { return nil }
      throw error
    }
    // A sum is finite only if all its parts are, up to overflow.
    let length = loops.norm(of: gradient, sharedBy: density)
    guard value.isFinite, length.isFinite else { return nil }
    scale = settings.clip.map { min(1, $0 / (length + 1e-6)) } ?? 1
    return value
  }

  private mutating func move() {
    rate =
      settings.rate
      * settings.schedule.factor(
        step: optimizer.stepCount, stepsPerEpoch: density.batchCount,
        total: settings.epochs * density.batchCount)
    step(&optimizer, &x, gradient, rate, scale, loops, density)
  }

  /// Remembers a point that has a finite objective; without allocating.
  private mutating func keep(_ epochs: Int) {
    copy(x, to: &good)
    goodEpochs = epochs
  }

  /// The result here, unless there is no objective here.
  private mutating func end(
    _ epochs: Int, _ reason: Trained.Reason
  ) throws(EvaluationFailure) -> Trained {
    guard let objective = try mean() else {
      return try goBack(.notFinite(epoch: epochs, batch: density.batchCount))
    }
    return result(objective, epochs, reason)
  }

  /// The result at the remembered point.
  private mutating func goBack(
    _ reason: Trained.Reason
  ) throws(EvaluationFailure) -> Trained {
    copy(good, to: &x)
    return result(try mean() ?? .nan, goodEpochs, reason)
  }

  private func result(
    _ objective: Double, _ epochs: Int, _ reason: Trained.Reason
  ) -> Trained {
    Trained(
      position: Density.Scalar.doubles(x, good.count), objective: objective, epochs: epochs,
      steps: optimizer.stepCount, reason: reason)
  }

  /// The mean of the estimates of one epoch more; `nil` where one is not finite.
  private mutating func mean() throws(EvaluationFailure) -> Double? {
    density.begin(epoch: settings.epochs)
    var total = 0.0
    for batch in 0..<density.batchCount {
      guard let value = try estimate(batch) else { return nil }
      total += value
    }
    return total / Double(density.batchCount)
  }
}

private func evaluate<Density: StochasticDensity>(
  _ density: inout Density, _ batch: Int, at x: inout [Density.Scalar],
  _ gradient: inout [Density.Scalar]
) throws(EvaluationFailure) -> Double {
  var point = x.mutableSpan
  var slope = gradient.mutableSpan
  return try density.evaluate(batch: batch, at: &point, gradient: &slope)
}

private func step<Density: StochasticDensity>(
  _ optimizer: inout StochasticOptimizer<Density.Scalar>, _ x: inout [Density.Scalar],
  _ gradient: [Density.Scalar], _ rate: Double, _ scale: Double,
  _ loops: SharedLoops<Density.Scalar>, _ density: Density
) {
  var point = x.mutableSpan
  optimizer.step(&point, gradient: gradient.span, rate: rate, scale: scale) {
    loops.move($0, by: $1, sharedBy: density)
  }
}

/// Copies as many numbers as the shorter of two arrays has.
private func copy<Scalar: TrainingScalar>(_ source: [Scalar], to target: inout [Scalar]) {
  source.withUnsafeBufferPointer { source in
    target.withUnsafeMutableBufferPointer { target in
      guard let start = source.baseAddress else { return }
      target.baseAddress?.update(from: start, count: min(source.count, target.count))
    }
  }
}
