import Inference

/// A lowered objective as stochastic optimisers see it: whole, or batch by batch.
struct TrainingDensity<Scalar: StepScalar>: StochasticDensity {
  private var density: ProgramDensity
  private let feed: SharedFeed<Scalar>
  private var sampler: BatchSampler?
  private var epoch = 0

  /// - Parameters:
  ///   - feed: where rows and noise come from. Copies share its work: one runs at a time.
  ///   - sampler: which rows are dealt; `nil` for all at a time.
  init(_ density: ProgramDensity, _ feed: StepFeed, sampler: BatchSampler?) {
    self.density = density
    self.feed = SharedFeed(feed)
    self.sampler = sampler
  }

  var dimension: Int { density.dimension }
  var scratchCount: Int { feed.count }
  var batchCount: Int { sampler?.batchCount ?? 1 }

  mutating func begin(epoch: Int) {
    self.epoch = epoch
    sampler?.begin(epoch: epoch)
  }

  mutating func evaluate(
    batch: Int, at x: inout MutableSpan<Scalar>, gradient: inout MutableSpan<Scalar>
  ) throws(EvaluationFailure) -> Double {
    sampler?.deal(batch)
    feed.fill(
      &x, at: density.dimension, rows: sampler?.rows ?? [], step: epoch * batchCount + batch
    ) { density.share($0, $1) }
    return Scalar.evaluate(&density, x.span, gradient: &gradient)
  }

  func share(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    density.share(count, body)
  }

  /// The mean of the estimates of an epoch at a point.
  mutating func mean(at position: [Double]) throws(EvaluationFailure) -> Double {
    var x = Scalar.numbers(position) + [Scalar](repeating: 0, count: scratchCount)
    var gradient = [Scalar](repeating: 0, count: dimension)
    begin(epoch: 0)
    var total = 0.0
    for batch in 0..<batchCount {
      var point = x.mutableSpan
      var slope = gradient.mutableSpan
      total += try evaluate(batch: batch, at: &point, gradient: &slope)
    }
    return total / Double(batchCount)
  }
}
