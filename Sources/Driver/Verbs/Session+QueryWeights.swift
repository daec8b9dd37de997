import Binding
import Objectives
import ScalarMath
import Semantics

/// Densities with latents that are integrated over by draws of a guide.
extension Session {
  /// The log density of each row, estimated by the log of the mean of `drawCount` weights.
  ///
  /// One row is seen at a time, so memory does not grow with the data. The draws of a row depend on
  /// the seed and its place only.
  mutating func importanceAnswer(
    _ query: Query, in bound: BoundModel, drawCount: Int
  ) throws(CommandFailure) -> (values: [Double], rows: IndexSetID?) {
    let model = bound.model
    let guide = model.guides.ids.first { id in
      if case .statements = model.guides[id].body { true } else { false }
    }
    guard let guide else {
      throw .usage(
        UsageError(
          "`--draws` are draws of a guide, and `\(model.name)` has none that is written out",
          hint: "leave `--draws` out, or write `guide q { z[n] ~ … }`"))
    }
    let plates = query.targets.flatMap { model.variables(in: $0) }
      .map { model.variables[$0].indices.first.map { model.indices[$0].set } }
    let row = Set(plates).count == 1 ? plates[0] : nil
    let fixed = lowerImportanceWeights(
      query, in: bound, guide: guide, row: row, drawCount: drawCount, log: &log)
    guard let lowered = fixed?.drawingAnew() else { throw .diagnosed }
    let density = try density(lowered, runs: 1)
    let stream = RandomStream(seed: UInt64(seed)).stream("query")
    guard let feed = StepFeed(lowered, bound, stream: stream) else {
      throw .run("the data cannot be read row by row", hint: nil)
    }
    let count = row.map { bound.sizes[$0] ?? 0 }
    let values =
      density.takesSingles
      ? try rowValues(density, feed, count, in: Float.self)
      : try rowValues(density, feed, count, in: Double.self)
    return (values, row)
  }

  private func rowValues<Scalar: StepScalar>(
    _ density: ProgramDensity, _ feed: StepFeed, _ count: Int?, in scalar: Scalar.Type
  ) throws(CommandFailure) -> [Double] {
    var density = density
    var point = [Scalar](repeating: 0, count: feed.count)
    var slope: [Scalar] = []
    var values: [Double] = []
    Interruption.watch()
    for row in 0..<(count ?? 1) {
      if Interruption.isRequested { throw .run("interrupted; there is no answer yet", hint: nil) }
      var target = point.mutableSpan
      feed.fill(&target, rows: count == nil ? [] : [row], step: row)
      var gradient = slope.mutableSpan
      values.append(Scalar.evaluate(&density, point.span, gradient: &gradient))
    }
    return values
  }
}
