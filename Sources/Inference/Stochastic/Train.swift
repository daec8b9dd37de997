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

/// Climbs from a state by steps along estimates of the gradient, batch by batch.
///
/// A step allocates nothing. Where an estimate is not finite the run ends at the last point that
/// had a finite one; or, if the others there are not finite, at the last such one that an epoch
/// began with.
/// - Throws: the failure at a start without a step behind it, or one that is not recoverable.
public func train<Density: StochasticDensity>(
  _ density: Density, from start: TrainingState, settings: TrainingSettings,
  hooks: TrainingHooks = TrainingHooks()
) throws(EvaluationFailure) -> Trained {
  var training = Training(density, from: start, settings)
  return try training.run(hooks)
}

private struct Training<Density: StochasticDensity> {
  private var density: Density
  private let settings: TrainingSettings
  private let dimension: Int
  private var optimizer: StochasticOptimizer<Density.Scalar>
  private let loops: SharedLoops<Density.Scalar>
  /// The coordinates, and what the density keeps behind them.
  private var x: [Density.Scalar]
  private var gradient: [Density.Scalar]
  /// What the gradient is multiplied with.
  private var scale = 1.0
  private var epoch: Int
  private var batch: Int
  /// The sum of the estimates of the epoch.
  private var total: Double
  /// A state with a finite estimate.
  private var kept: TrainingState
  private var rate = 0.0

  init(_ density: Density, from start: TrainingState, _ settings: TrainingSettings) {
    precondition(start.position.count == density.dimension)
    self.density = density
    self.settings = settings
    dimension = start.position.count
    optimizer = StochasticOptimizer(start.optimizer)
    loops = SharedLoops(count: start.position.count)
    x =
      Density.Scalar.numbers(start.position)
      + [Density.Scalar](repeating: 0, count: density.scratchCount)
    gradient = [Density.Scalar](repeating: 0, count: start.position.count)
    epoch = start.epoch
    batch = start.batch
    total = start.total
    kept = start
  }

  mutating func run(_ hooks: TrainingHooks) throws(EvaluationFailure) -> Trained {
    while epoch < settings.epochs {
      density.begin(epoch: epoch)
      var isFirst = true
      while batch < density.batchCount {
        let isDue = hooks.isCheckpointDue()
        // Elsewhere the gradient is looked at while it is followed, which reads it once less.
        let isChecked = isFirst || isDue || settings.clip != nil
        guard let value = try estimate(batch, checkingGradient: isChecked) else {
          if optimizer.stepCount == 0 {
            throw .notFinite("the objective or its gradient is not finite at the start")
          }
          return try goBack(
            .notFinite(epoch: epoch + 1, batch: batch + 1), to: optimizer.stepCount - 1)
        }
        if isFirst { kept = state }
        isFirst = false
        if isDue {
          let here = result((total + value) / Double(batch + 1), .cancelled)
          if hooks.checkpoint(here) == .stop { return here }
        }
        guard advance(value) else {
          return try goBack(
            .notFinite(epoch: epoch + 1, batch: batch), to: optimizer.stepCount - 2)
        }
      }
      let mean = total / Double(density.batchCount)
      (epoch, batch, total) = (epoch + 1, 0, 0)
      let progress = TrainingProgress(
        epoch: epoch, step: optimizer.stepCount, objective: mean, rate: rate, position: position)
      if hooks.progress(progress) == .stop { return try end(.cancelled) }
    }
    return try end(.finished)
  }

  private var position: [Double] { Density.Scalar.doubles(x.prefix(dimension)) }

  private var state: TrainingState {
    TrainingState(
      position: position, optimizer: optimizer.doubles, epoch: epoch, batch: batch, total: total)
  }

  private mutating func restore(_ state: TrainingState) {
    x.replaceSubrange(0..<dimension, with: Density.Scalar.numbers(state.position))
    optimizer = StochasticOptimizer(state.optimizer)
    (epoch, batch, total) = (state.epoch, state.batch, state.total)
  }

  /// The estimate of a batch with its gradient; `nil` where one of them is not finite.
  ///
  /// - Parameter checkingGradient: whether the gradient must be finite; else only the estimate.
  private mutating func estimate(
    _ batch: Int, checkingGradient isChecked: Bool = true
  ) throws(EvaluationFailure) -> Double? {
    let value: Double
    do throws(EvaluationFailure) {
      value = try evaluate(&density, batch, at: &x, &gradient)
    } catch {
      if error.isRecoverable { return nil }
      throw error
    }
    guard value.isFinite else { return nil }
    guard isChecked else { return value }
    // A sum is finite only if all its parts are, up to overflow.
    let length = loops.norm(of: gradient, sharedBy: density)
    guard length.isFinite else { return nil }
    scale = settings.clip.map { min(1, $0 / (length + 1e-6)) } ?? 1
    return value
  }

  /// Moves along the gradient, on to the next batch.
  ///
  /// - Returns: whether the gradient was finite.
  @discardableResult
  private mutating func advance(_ value: Double) -> Bool {
    rate =
      settings.rate
      * settings.schedule.factor(
        step: optimizer.stepCount, stepsPerEpoch: density.batchCount,
        total: settings.epochs * density.batchCount)
    step(&optimizer, &x, gradient, rate, scale, loops, density)
    total += value
    batch += 1
    return loops.lastNorm.isFinite
  }

  /// The result here, unless there is no objective here.
  private mutating func end(_ reason: Trained.Reason) throws(EvaluationFailure) -> Trained {
    guard let objective = try mean() else {
      return try goBack(
        .notFinite(epoch: epoch, batch: density.batchCount), to: optimizer.stepCount - 1)
    }
    return result(objective, reason)
  }

  /// The result before a step that is not finite.
  ///
  /// The steps from the kept state on are taken again, up to a number: they are few, once, and need
  /// no copy of the point at every step.
  private mutating func goBack(
    _ reason: Trained.Reason, to last: Int
  ) throws(EvaluationFailure) -> Trained {
    restore(kept)
    density.begin(epoch: epoch)
    while optimizer.stepCount < last, let value = try estimate(batch) {
      advance(value)
      if batch == density.batchCount {
        (epoch, batch, total) = (epoch + 1, 0, 0)
        density.begin(epoch: epoch)
      }
    }
    if let objective = try mean() { return result(objective, reason) }
    restore(kept)
    return result(try mean() ?? .nan, reason)
  }

  private func result(_ objective: Double, _ reason: Trained.Reason) -> Trained {
    Trained(state: state, objective: objective, reason: reason)
  }

  /// The mean of the estimates of one epoch more, or of several if it has few batches, whose draws
  /// would be heard; `nil` where one is not finite.
  private mutating func mean() throws(EvaluationFailure) -> Double? {
    let passes = max(1, min(32, optimizer.stepCount / 4) / density.batchCount)
    var total = 0.0
    for pass in 0..<passes {
      density.begin(epoch: settings.epochs + pass)
      var sum = 0.0
      for batch in 0..<density.batchCount {
        guard let value = try estimate(batch) else { return nil }
        sum += value
      }
      // Nothing is drawn.
      if pass == 1, sum == total { return sum / Double(density.batchCount) }
      total += sum
    }
    return total / Double(passes * density.batchCount)
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
