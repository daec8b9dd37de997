/// All that a stochastic ascent needs to go on, bit for bit as if it had not stopped.
///
/// Which rows and which noise a step sees follows from the numbers of its epoch and its batch.
public struct TrainingState: Equatable, Sendable {
  public let position: [Double]
  public let optimizer: StochasticOptimizer<Double>
  /// The number of whole epochs behind the point.
  public let epoch: Int
  /// The number of batches of the next epoch that are behind the point.
  public let batch: Int
  /// The sum of the estimates of those batches.
  public let total: Double

  public init(
    position: [Double], optimizer: StochasticOptimizer<Double>, epoch: Int, batch: Int,
    total: Double
  ) {
    self.position = position
    self.optimizer = optimizer
    self.epoch = epoch
    self.batch = batch
    self.total = total
  }

  /// The beginning.
  public init(at position: [Double], rule: StepRule) {
    self.init(
      position: position, optimizer: StochasticOptimizer(rule, dimension: position.count),
      epoch: 0, batch: 0, total: 0)
  }
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

/// The end of a stochastic ascent, or where it is under way.
public struct Trained: Sendable {
  public enum Reason: Hashable, Sendable {
    /// All epochs are done.
    case finished
    /// A hook asked for it.
    case cancelled
    /// A step had no finite objective or gradient; the point is one before it.
    case notFinite(epoch: Int, batch: Int)
  }
  /// The point, and what it needs to go on.
  public let state: TrainingState
  /// The mean of the estimates of one epoch at the point; under way, of those of the epoch so far.
  public let objective: Double
  public let reason: Reason

  /// The same with the objective of another point.
  ///
  /// - Parameter early: whether it was a sound end that it stopped before the last epoch.
  public func ended(at objective: Double, early: Bool) -> Trained {
    Trained(state: state, objective: objective, reason: early ? .finished : reason)
  }

  public var position: [Double] { state.position }
  /// The number of whole epochs behind the point.
  public var epochs: Int { state.epoch }
  public var steps: Int { state.optimizer.stepCount }
}

/// What is told of a stochastic ascent, and may stop it.
public struct TrainingHooks {
  /// Told after each epoch.
  public var progress: (TrainingProgress) -> RunDecision = { _ in .proceed }
  /// Whether the state is wanted before the next step; asked often.
  public var isCheckpointDue: () -> Bool = { false }
  /// Told the state when it is wanted; it has a finite estimate.
  public var checkpoint: (Trained) -> RunDecision = { _ in .proceed }

  public init() {}
}
