import Objectives
import Reporting

extension [TrainedMember] {
  /// The first score of each member with its error bar: per row where there are rows. `nil` if
  /// there is nothing finite to draw.
  var plot: EvidencePlot? {
    let points = compactMap { trained -> EvidencePlot.Point? in
      guard let score = trained.scores.first, score.value.total.isFinite else { return nil }
      let (value, error) = score.perRow ?? (score.value.total, 0)
      return EvidencePlot.Point(
        label: trained.member.name, series: "", logEvidence: value, error: error,
        probability: nil, bestFit: nil)
    }
    guard let score = first?.scores.first, !points.isEmpty else { return nil }
    let title = (score.isHeldOut ? "heldout " : "") + score.text
    return EvidencePlot(
      title: title, axis: "", points: points,
      measure: score.perRow == nil ? "total" : "per row, ± one standard error")
  }
}
