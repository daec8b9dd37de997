import CAllocations
import Foundation
import ScalarMath
import Testing

@testable import Inference

/// (1 - x)² + 5 (y - x²)², downhill; and a density that is a mean over rows.
private struct Valley: StochasticDensity {
  let dimension = 2
  let scratchCount = 3
  let batchCount = 1

  mutating func begin(epoch: Int) {}

  mutating func evaluate(
    batch: Int, at x: inout MutableSpan<Double>, gradient: inout MutableSpan<Double>
  ) throws(EvaluationFailure) -> Double {
    let (a, b) = (x[0], x[1])
    let rise = b - a * a
    gradient[0] = 2 * (1 - a) + 20 * rise * a
    gradient[1] = -10 * rise
    x[4] = 1
    return -(1 - a) * (1 - a) - 5 * rise * rise
  }
}

/// -‖x - 1‖² / 2 in single precision, which counts what is allocated between two gradients, and
/// shares loops among threads or does them in order.
private struct Counting: StochasticDensity {
  let dimension = 100_000
  let scratchCount = 0
  let batchCount = 50
  let isShared: Bool
  let counts = Counts()

  final class Counts: @unchecked Sendable {
    var before = 0
    var most = 0
  }

  mutating func begin(epoch: Int) { counts.before = 0 }

  mutating func evaluate(
    batch: Int, at x: inout MutableSpan<Float>, gradient: inout MutableSpan<Float>
  ) throws(EvaluationFailure) -> Double {
    let count = gm_allocation_count()
    if batch > 1 { counts.most = max(counts.most, count - counts.before) }
    var sum: Float = 0
    for i in 0..<dimension {
      gradient[i] = 1 - x[i]
      sum += gradient[i] * gradient[i]
    }
    counts.before = gm_allocation_count()
    return -Double(sum) / 2
  }

  func share(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    if isShared {
      DispatchQueue.concurrentPerform(iterations: count, execute: body)
    } else {
      for index in 0..<count { body(index) }
    }
  }
}

/// A level place, whose estimates say in which epoch they were made.
private struct Noisy: StochasticDensity {
  let dimension = 1
  let scratchCount = 0
  let batchCount: Int
  private var epoch = 0

  init(batchCount: Int) { self.batchCount = batchCount }

  mutating func begin(epoch: Int) { self.epoch = epoch }

  mutating func evaluate(
    batch: Int, at x: inout MutableSpan<Double>, gradient: inout MutableSpan<Double>
  ) throws(EvaluationFailure) -> Double {
    gradient[0] = 0
    return Double(epoch)
  }
}

/// Optimisers that follow noisy gradients.
@Suite struct StochasticTests {
  private func trajectory(
    _ rule: StepRule, rate: Double, _ schedule: RateSchedule = RateSchedule(),
    clip: Double? = nil
  ) throws -> [[Double]] {
    var settings = TrainingSettings()
    settings.rule = rule
    settings.rate = rate
    settings.schedule = schedule
    settings.clip = clip
    settings.epochs = 40
    var points: [[Double]] = []
    var hooks = TrainingHooks()
    hooks.progress = { state in
      if [1, 7, 40].contains(state.step) { points.append(state.position) }
      return .proceed
    }
    let end = try train(
      Valley(), from: TrainingState(at: [-1, 0.5], rule: rule), settings: settings, hooks: hooks)
    #expect(end.reason == .finished)
    #expect(end.position == points.last)
    return points
  }

  /// A step allocates nothing of its own, and its numbers do not depend on who does which stretch.
  @Test func stepsAllocateNothing() throws {
    var settings = TrainingSettings()
    settings.epochs = 2
    settings.clip = 100
    let point = (0..<100_000).map { Double($0 % 31) / 31 }
    let start = TrainingState(at: point, rule: settings.rule)
    let density = Counting(isShared: false)
    let end = try train(density, from: start, settings: settings)
    // Without optimisation the compiler boxes four closures; nothing grows with the weights.
    #expect(density.counts.most <= 4)
    let shared = try train(Counting(isShared: true), from: start, settings: settings)
    #expect(shared.position == end.position)
    #expect(end.position != point)
  }

  /// What is reported is a mean of about 32 estimates made after the last step, but for no more than
  /// a quarter of the time that the steps took, or one epoch.
  @Test(arguments: [
    (batches: 1, epochs: 200, passes: 32), (1, 40, 10), (1, 1, 1), (8, 100, 4), (50, 100, 1),
  ])
  func reportedObjectiveIsAMean(_ batches: Int, _ epochs: Int, _ passes: Int) throws {
    var settings = TrainingSettings()
    settings.epochs = epochs
    let end = try train(
      Noisy(batchCount: batches), from: TrainingState(at: [0], rule: settings.rule),
      settings: settings)
    // Epochs are counted from 0.
    let mean = Double(epochs) + Double(passes - 1) / 2
    #expect(end.objective == mean)
  }

  /// The points after 1, 7 and 40 steps are those of PyTorch (`reference/trajectories.py`).
  @Test func stepsAreThoseOfPyTorch() throws {
    let warm = RateSchedule(.constant, warmup: 8)
    let momentum = StepRule.sgd(momentum: 0.9)
    let decaying = StepRule.adamW(beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0.05)
    let cases: [(name: String, ours: [[Double]], theirs: [[Double]])] = [
      (
        "sgd", try trajectory(.sgd(momentum: 0), rate: 0.01),
        [
          [-0.86, 0.55],
          [-0.6488329962548569, 0.545853489567495],
          [-0.09477476172177515, 0.09892150741359401],
        ]
      ),
      (
        "momentum", try trajectory(momentum, rate: 0.01),
        [
          [-0.86, 0.55],
          [0.05894055351118437, 0.33240265338353703],
          [0.7855815481998284, 0.5620570272521159],
        ]
      ),
      (
        "adam", try trajectory(.standardAdam, rate: 0.1),
        [
          [-0.9000000000714286, 0.5999999998],
          [-0.5306997712927132, 0.6888811328891135],
          [0.6366229141081955, 0.39882279440387636],
        ]
      ),
      (
        "adamW", try trajectory(decaying, rate: 0.1),
        [
          [-0.8950000000714285, 0.5974999998],
          [-0.5066503112097817, 0.6576152154548973],
          [0.6346247537798174, 0.40703435846678976],
        ]
      ),
      (
        "clipped", try trajectory(.sgd(momentum: 0), rate: 0.1, clip: 1),
        [
          [-0.9058258151753574, 0.5336336374373724],
          [-0.4234500670478518, 0.32382201025246954],
          [0.8624269391127929, 0.6200319912370429],
        ]
      ),
      (
        "cosine", try trajectory(.standardAdam, rate: 0.1, RateSchedule(.cosine)),
        [
          [-0.9000000000714286, 0.5999999998],
          [-0.5360689670575454, 0.693327159274013],
          [-0.0746465157491902, -0.01718972508062336],
        ]
      ),
      (
        "step",
        try trajectory(.standardAdam, rate: 0.1, RateSchedule(.step(epochs: 10, factor: 0.5))),
        [
          [-0.9000000000714286, 0.5999999998],
          [-0.5306997712927132, 0.6888811328891135],
          [-0.12915672588467003, 0.03164110955186037],
        ]
      ),
      (
        "linear", try trajectory(.standardAdam, rate: 0.1, RateSchedule(.linear)),
        [
          [-0.9000000000714286, 0.5999999998],
          [-0.5517132808404726, 0.7031014586302947],
          [-0.04252142593296279, -0.008876003875607101],
        ]
      ),
      (
        "warm", try trajectory(.standardAdam, rate: 0.1, warm),
        [
          [-0.9875000000089286, 0.512499999975],
          [-0.6856296194519295, 0.7838398787701611],
          [0.3895386343955029, 0.04655852243537775],
        ]
      ),
    ]
    for (name, ours, theirs) in cases {
      #expect(ours.count == theirs.count)
      for (a, b) in zip(ours.joined(), theirs.joined()) {
        #expect(abs(a - b) <= 1e-12, "\(name): \(a), \(b)")
      }
    }
  }

  /// A run that leaves the numbers ends where the last epoch left it.
  @Test func lastGoodPointIsKept() throws {
    var settings = TrainingSettings()
    settings.rule = .sgd(momentum: 0)
    settings.rate = 3
    let end = try train(
      Valley(), from: TrainingState(at: [-1, 0.5], rule: settings.rule), settings: settings)
    guard case .notFinite(let epoch, _) = end.reason else {
      Issue.record("\(end.reason)")
      return
    }
    #expect(end.epochs < epoch)
    #expect(end.position.allSatisfy { $0.isFinite })
    #expect(end.objective.isFinite)
  }

  @Test func hookStopsARun() throws {
    var hooks = TrainingHooks()
    hooks.progress = { $0.epoch == 3 ? .stop : .proceed }
    let end = try train(
      Valley(), from: TrainingState(at: [-1, 0.5], rule: .standardAdam),
      settings: TrainingSettings(), hooks: hooks)
    #expect(end.reason == .cancelled)
    #expect(end.steps == 3)
  }

  /// Rates by hand: two epochs of warm-up of five steps, then a cosine to zero at step 30.
  @Test func warmupComesBeforeTheDecay() {
    let schedule = RateSchedule(.cosine, warmup: 2)
    func factor(_ step: Int) -> Double {
      schedule.factor(step: step, stepsPerEpoch: 5, total: 30)
    }
    #expect(factor(0) == 0.1)
    #expect(factor(9) == 1)
    #expect(factor(10) == 1)
    #expect(abs(factor(20) - 0.5) < 1e-15)
    #expect(abs(factor(29) - (1 + cos(Double.pi * 0.95)) / 2) < 1e-15)
  }
}

/// Batches of rows.
@Suite struct BatchSamplerTests {
  /// Each row once in an epoch, in another order in the next.
  @Test func rowsAreDealtWithoutReplacement() {
    var sampler = BatchSampler(
      [(rows: Array(0..<12), share: 4)], stream: RandomStream(seed: 1))
    #expect(sampler.batchCount == 3)
    var epochs: [[Int]] = []
    for epoch in [0, 1, 0] {
      sampler.begin(epoch: epoch)
      var seen: [Int] = []
      for batch in 0..<3 {
        sampler.deal(batch)
        seen += sampler.rows
      }
      #expect(seen.sorted() == Array(0..<12))
      epochs.append(seen)
    }
    #expect(epochs[0] != epochs[1])
    #expect(epochs[0] == epochs[2])
  }

  /// Every row is equally often in a batch: χ² with 9 degrees of freedom, one in 10,000.
  @Test func leftOverRowsAreOthersEveryTime() {
    var sampler = BatchSampler(
      [(rows: Array(0..<10), share: 4)], stream: RandomStream(seed: 2))
    var counts = [Double](repeating: 0, count: 10)
    for epoch in 0..<1000 {
      sampler.begin(epoch: epoch)
      for batch in 0..<sampler.batchCount {
        sampler.deal(batch)
        for row in sampler.rows { counts[row] += 1 }
      }
    }
    #expect(counts.reduce(0) { $0 + ($1 - 800) * ($1 - 800) / 800 } < 33.7)
  }

  @Test func kindsKeepTheirShares() {
    var sampler = BatchSampler(
      [(rows: [1, 3, 5], share: 2), (rows: [0, 2, 4, 6, 7, 8, 9], share: 3)],
      stream: RandomStream(seed: 3))
    #expect(sampler.batchCount == 2)
    for epoch in 0..<5 {
      sampler.begin(epoch: epoch)
      var missing: [Int] = []
      for batch in 0..<2 {
        sampler.deal(batch)
        #expect(sampler.rows.prefix(2).allSatisfy { [1, 3, 5].contains($0) })
        #expect(Set(sampler.rows.prefix(2)).count == 2)
        missing += sampler.rows.suffix(3)
      }
      #expect(Set(missing).count == 6)
    }
  }
}
