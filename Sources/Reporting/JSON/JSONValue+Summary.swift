public import Posterior

extension JSONValue {
  /// Creates the object of a parameter's summary; a quantile at 0.05 is the member `q5`.
  public init(_ summary: ParameterSummary) {
    let quantiles = summary.quantiles.map {
      Member("q" + percentage($0.probability), .number($0.value))
    }
    self = .object(
      [
        Member("name", .string(summary.name)), Member("mean", .number(summary.mean)),
        Member("sd", .number(summary.standardDeviation)),
        Member("mcse_mean", .number(summary.meanMCSE)),
        Member("mcse_sd", .number(summary.standardDeviationMCSE)),
      ] + quantiles + [
        Member("rhat", .number(summary.rHat)), Member("ess_bulk", .number(summary.bulkESS)),
        Member("ess_tail", .number(summary.tailESS)),
      ])
  }
}
