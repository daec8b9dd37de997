public import Posterior

extension TextTable {
  /// Creates the table of posterior summaries, with the digits that their errors let one trust.
  ///
  /// All summaries have the quantiles of the first.
  public init(_ summaries: [ParameterSummary]) {
    let probabilities = summaries.first?.quantiles.map(\.probability) ?? []
    self.init(
      columns: [Column("", .left), Column("mean"), Column("mcse"), Column("sd")]
        + probabilities.map { Column(percentage($0) + "%") }
        + [Column("ess bulk"), Column("ess tail"), Column("r-hat")])
    for summary in summaries { append(cells(summary)) }
  }
}

private func cells(_ summary: ParameterSummary) -> [String] {
  [
    summary.name, estimate(summary.mean, error: summary.meanMCSE),
    significant(summary.meanMCSE, digits: 2),
    estimate(summary.standardDeviation, error: summary.standardDeviationMCSE),
  ] + summary.quantiles.map { estimate($0.value, error: $0.mcse) } + [
    fixed(summary.bulkESS, fractionDigits: 0), fixed(summary.tailESS, fractionDigits: 0),
    fixed(summary.rHat, fractionDigits: 3),
  ]
}
