import ScalarMath
import Testing

@testable import Inference

/// -½ Σ (x - row)² over rows that are dealt in batches, with noise in each step's gradient; from
/// `wall` on it is not finite.
private struct NoisyRows: StochasticDensity {
  let dimension = 3
  let scratchCount = 1
  var wall = Double.infinity
  private var epoch = 0
  private var sampler = BatchSampler(
    [(rows: Array(0..<23), share: 4)], stream: RandomStream(seed: 5))

  init(wall: Double = .infinity) { self.wall = wall }

  var batchCount: Int { sampler.batchCount }

  mutating func begin(epoch: Int) {
    self.epoch = epoch
    sampler.begin(epoch: epoch)
  }

  mutating func evaluate(
    batch: Int, at x: inout MutableSpan<Double>, gradient: inout MutableSpan<Double>
  ) throws(EvaluationFailure) -> Double {
    sampler.deal(batch)
    var random = RandomStream(seed: 6).stream(epoch * batchCount + batch)
    var value = 0.0
    for i in 0..<dimension {
      gradient[i] = random.uniform() - 0.5
      for row in sampler.rows {
        let residual = Double(row) / 7 + Double(i) - x[i]
        gradient[i] += residual
        value -= residual * residual / 2
      }
    }
    return x[0] < wall ? value : .nan
  }
}

/// Training that is stopped and goes on.
@Suite struct ResumedTrainingTests {
  private func settings(_ rule: StepRule, epochs: Int = 8) -> TrainingSettings {
    var settings = TrainingSettings()
    settings.rule = rule
    settings.rate = 0.05
    settings.schedule = RateSchedule(.cosine, warmup: 1.5)
    settings.epochs = epochs
    settings.clip = 20
    return settings
  }

  /// Wherever a run stops, within an epoch or between two, it ends bit for bit where the run ends
  /// that did not stop.
  @Test(
    arguments: [
      .sgd(momentum: 0.9), .standardAdam, .standardAdamW,
    ] as [StepRule])
  func goesOnBitwise(_ rule: StepRule) throws {
    let settings = settings(rule)
    let start = TrainingState(at: [0, 1, -1], rule: rule)
    var objectives: [Double] = []
    var hooks = TrainingHooks()
    hooks.progress = {
      objectives.append($0.objective)
      return .proceed
    }
    let whole = try train(NoisyRows(), from: start, settings: settings, hooks: hooks)
    #expect(whole.steps == 40)
    for stop in [0, 1, 4, 5, 17, 39] {
      var asked = 0
      var saved: TrainingState?
      hooks.progress = { _ in .proceed }
      hooks.isCheckpointDue = {
        asked += 1
        return asked > stop
      }
      hooks.checkpoint = {
        saved = $0.state
        return .stop
      }
      let part = try train(NoisyRows(), from: start, settings: settings, hooks: hooks)
      #expect(part.reason == .cancelled)
      #expect(part.steps == stop)
      #expect(part.objective.isFinite)
      let state = try #require(saved)
      #expect(state == part.state)
      var rest: [Double] = []
      var others = TrainingHooks()
      others.progress = {
        rest.append($0.objective)
        return .proceed
      }
      let end = try train(NoisyRows(), from: state, settings: settings, hooks: others)
      #expect(end.state == whole.state)
      #expect(end.objective == whole.objective)
      #expect(rest == Array(objectives.suffix(rest.count)))
    }
  }

  /// More epochs at a constant rate: the steps of two runs are those of one.
  @Test func goesOnAfterItsEnd() throws {
    var settings = settings(.standardAdam)
    settings.schedule = RateSchedule()
    let start = TrainingState(at: [0, 1, -1], rule: .standardAdam)
    let whole = try train(NoisyRows(), from: start, settings: settings)
    settings.epochs = 4
    let half = try train(NoisyRows(), from: start, settings: settings)
    let same = try train(NoisyRows(), from: half.state, settings: settings)
    #expect(same.state == half.state)
    #expect(same.objective == half.objective)
    settings.epochs = 8
    let end = try train(NoisyRows(), from: half.state, settings: settings)
    #expect(end.state == whole.state)
  }

  /// The point before the step that leaves the numbers, found without a copy at every step.
  @Test func lastGoodStepIsKept() throws {
    let settings = settings(.standardAdam)
    let start = TrainingState(at: [0, 1, -1], rule: .standardAdam)
    var points: [[Double]] = []
    var hooks = TrainingHooks()
    hooks.isCheckpointDue = { true }
    hooks.checkpoint = {
      points.append($0.position)
      return .proceed
    }
    _ = try train(NoisyRows(), from: start, settings: settings, hooks: hooks)
    // Steps in the middle of an epoch, at its end, and at its beginning.
    for step in [13, 14, 15, 16] {
      let wall = (points[step - 1][0] + points[step][0]) / 2
      try #require(points[step - 1][0] < points[step][0])
      let end = try train(NoisyRows(wall: wall), from: start, settings: settings)
      #expect(end.reason == .notFinite(epoch: step / 5 + 1, batch: step % 5 + 1))
      #expect(end.position == points[step - 1])
      #expect(end.steps == step - 1)
      #expect(end.objective.isFinite)
    }
  }
}
