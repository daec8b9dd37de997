import Reporting

extension ComparedHypotheses {
  /// MacKay's picture: the first hyper along the axis, the others one line for each choice.
  var plot: EvidencePlot {
    let axis = rows.first?.hypothesis.settings.first?.name
    let isGrid = axis != nil && rows.allSatisfy { $0.hypothesis.settings.first?.name == axis }
    let probabilities = probabilities
    let points = rows.enumerated().map { index, row -> EvidencePlot.Point in
      let settings = row.hypothesis.settings
      var series = settings.dropFirst().map { "\($0.name) = \($0.value)" }.joined(separator: ", ")
      var label = row.hypothesis.name
      if isGrid, let first = settings.first {
        label = first.value
        // What the name says beyond the settings, such as a family's member, tells lines apart.
        let all = settings.map { "\($0.name) = \($0.value)" }.joined(separator: ", ")
        if row.hypothesis.name != all, row.hypothesis.name.hasSuffix(all) {
          let prefix = row.hypothesis.name.dropLast(all.count + 2)
          series = series.isEmpty ? String(prefix) : "\(prefix), \(series)"
        }
      } else {
        series = ""
      }
      return EvidencePlot.Point(
        label: label, series: series, logEvidence: row.evidence.logEvidence,
        error: row.evidence.error,
        probability: hasBounds ? nil : probabilities[index].value,
        bestFit: row.fit?.logLikelihood)
    }
    return EvidencePlot(
      title: hasBounds ? "Bounds of the evidence" : "The evidence of the hypotheses",
      axis: isGrid ? axis ?? "" : "hypothesis", points: points)
  }
}
