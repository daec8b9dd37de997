import Diagnostics
import Reporting
import Semantics

/// A comparison of what is trained: its value needs the points of each alternative.
struct TrainedComparison: Sendable {
  let chosen: ChosenModel
  let members: [FamilyMember]
  let comparison: Comparison
}

extension Session {
  /// The comparisons of a family, or of a model with an objective, that are no evidences: by
  /// held-out rows, or by a value that reads points.
  func trainedComparison(
    _ comparison: Comparison, of chosen: ChosenModel
  ) throws(CommandFailure) -> TrainedComparison? {
    let family = chosen.family
    let isStaged = family?.members.contains { $0.objective.stages.count > 1 } ?? false
    let isEvidence = !comparison.isHeldOut && chosen.model.isEvidence(comparison.value)
    guard !isEvidence || isStaged && comparison.subject == .members else { return nil }
    let members: [FamilyMember]
    switch comparison.subject {
    case .members:
      guard let family else { return nil }
      members = try self.members(of: family)
    case .grids(let grids):
      guard let objective = chosen.model.objectives.first, chosen.model.objectives.count == 1
      else { return nil }
      members = try settings(of: grids, in: chosen.model).map {
        FamilyMember(base: "", objective: objective, settings: $0)
      }
    }
    return TrainedComparison(chosen: chosen, members: members, comparison: comparison)
  }

  /// Trains the alternatives of a comparison and prints them in one table.
  mutating func compare(_ trained: TrainedComparison) throws(CommandFailure) {
    if trained.comparison.isHeldOut, !invocation.has(.holdout) {
      throw .usage(
        UsageError(
          "`compare … by heldout` needs rows that are not trained on",
          hint: "`--holdout 0.2` keeps a fifth of the data apart; `--holdout FILE` reads others"))
    }
    let (rows, failure) = try train(
      trained.members, of: trained.chosen, comparing: [trained.comparison])
    if let path = invocation.text(.comparisonPlot), let plot = rows.plot {
      try write(plot.svg, to: path)
    }
    try publish(rows, of: trained.chosen, failure)
  }
}
