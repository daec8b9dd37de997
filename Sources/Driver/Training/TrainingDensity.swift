import Inference

/// A lowered objective as stochastic optimisers see it: whole, or batch by batch.
struct TrainingDensity: StochasticDensity {
  private var density: ProgramDensity
  private var batches: (feed: RowFeed, sampler: BatchSampler)?

  /// - Parameter batches: where the rows come from, and which are dealt; `nil` for all at a time.
  init(_ density: ProgramDensity, batches: (feed: RowFeed, sampler: BatchSampler)?) {
    self.density = density
    self.batches = batches
  }

  var dimension: Int { density.dimension }
  var scratchCount: Int { batches?.feed.count ?? 0 }
  var batchCount: Int { batches?.sampler.batchCount ?? 1 }

  mutating func begin(epoch: Int) { batches?.sampler.begin(epoch: epoch) }

  mutating func evaluate(
    batch: Int, at x: inout MutableSpan<Double>, gradient: inout MutableSpan<Double>
  ) throws(EvaluationFailure) -> Double {
    if batches != nil {
      batches?.sampler.deal(batch)
      if let (feed, sampler) = batches {
        feed.fill(&x, at: density.dimension, rows: sampler.rows)
      }
    }
    return try density.evaluate(x.span, gradient: &gradient)
  }

  /// The mean of the estimates of an epoch at a point.
  mutating func mean(at position: [Double]) throws(EvaluationFailure) -> Double {
    var x = position + [Double](repeating: 0, count: scratchCount)
    var gradient = [Double](repeating: 0, count: dimension)
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
