public import Binding
public import Diagnostics
public import Semantics
import TensorIR

/// Lowers the importance-weighted bound of a guide, log p(data) estimated by the log of the mean
/// weight of its draws (Burda, Grosse, Salakhutdinov 2016), with everything but the draws known.
///
/// The mean weight has no bias, so its log has one downwards that vanishes with more draws. There
/// are no coordinates. Returns `nil` after reporting what cannot be lowered.
///
/// - Parameters:
///   - query: `p(x)` or `p(x | u)`: x is all that is known and random, u any of what is given.
///   - row: the plate of which one row is seen at a time; then all that is drawn, and all that has
///     a density, must lie on it.
public func lowerImportanceWeights(
  _ query: Query, in bound: BoundModel, guide: GuideID, row: IndexSetID?, drawCount: Int,
  log: inout DiagnosticLog
) -> LoweredDensity? {
  lower(reportingTo: &log) { () throws(LoweringFailure) in
    try requireWhole(query, in: bound, guide: guide, row: row)
    var settings = GuideSettings(drawCount: drawCount)
    settings.method = .importanceWeighted
    let batch = row.map { Minibatch(set: $0, weights: [1]) }
    var lowering = try Lowering(bound, points: [], batch: batch, guides: settings)
    let value = try lowering.evidenceBound(guide, at: query.span)
    return try lowering.finish(value, plain: value)
  }
}

/// Refuses queries that the bound is no answer to.
private func requireWhole(
  _ query: Query, in bound: BoundModel, guide: GuideID, row: IndexSetID?
) throws(LoweringFailure) {
  let model = bound.model
  let asked = Set(query.targets.flatMap { model.variables(in: $0) })
  let conditions = Set(query.conditions.flatMap { model.variables(in: $0) })
  let random = model.variables.ids.filter { model.variables[$0].isRandom }
  let known = Set(random.filter { bound.values[$0] != nil && model.variables[$0].guide == nil })
  let isPlain = (query.targets + query.conditions).allSatisfy { $0.value == nil }
  guard query.density == .model, isPlain, asked == known, conditions.isDisjoint(with: random) else {
    let names = known.sorted().map { model.variables[$0].name }.joined(separator: ", ")
    throw LoweringFailure(
      .notYetLowered(
        "importance sampling of this density", at: query.span,
        hint: "`p(\(names))` has all that is known"))
  }
  guard let row, case .statements(let statements) = model.guides[guide].body else { return }
  let drawn = Set(statements.map(\.variable)).union(known)
  let elsewhere = drawn.sorted().first { id in
    !model.variables[id].indices.contains { model.indices[$0].set == row }
  }
  if let elsewhere {
    throw LoweringFailure(
      .notYetLowered(
        "importance sampling row by row, with `\(model.variables[elsewhere].name)` outside",
        at: query.span,
        hint: "one number for all of `\(model.indexSets[row].name)` is not computed row by row"))
  }
}
