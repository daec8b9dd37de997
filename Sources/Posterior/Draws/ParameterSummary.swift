/// What a table says about one parameter.
public struct ParameterSummary: Sendable, Equatable {
  /// The name of the parameter.
  public let name: String
  /// The mean of the draws.
  public let mean: Double
  /// The standard deviation of the draws.
  public let standardDeviation: Double
  /// The Monte Carlo standard error of the mean.
  public let meanMCSE: Double
  /// The Monte Carlo standard error of the standard deviation.
  public let standardDeviationMCSE: Double
  /// The quantiles at the probabilities that were asked for, in their order.
  public let quantiles: [Quantile]
  /// The rank-normalised split R-hat.
  public let rHat: Double
  /// The effective sample size of the bulk.
  public let bulkESS: Double
  /// The effective sample size of the tails.
  public let tailESS: Double

  /// A quantile and its Monte Carlo standard error.
  public struct Quantile: Sendable, Equatable {
    /// The probability below the quantile.
    public let probability: Double
    /// The quantile.
    public let value: Double
    /// Its Monte Carlo standard error.
    public let mcse: Double
  }

  /// Creates the summary of the draws of a parameter.
  public init(name: String, draws: ScalarDraws, probabilities: [Double] = [0.05, 0.5, 0.95]) {
    self.init(
      name: name, draws: draws, probabilities: probabilities, tables: DiagnosticTables(draws))
  }

  /// Creates the same with tables that other parameters share.
  init(name: String, draws: ScalarDraws, probabilities: [Double], tables: DiagnosticTables) {
    self.name = name
    mean = draws.mean
    standardDeviation = draws.standardDeviation
    meanMCSE = standardDeviation / draws.meanESS(tables.transform).squareRoot()
    standardDeviationMCSE = draws.standardDeviationMCSE(tables.transform)
    let ranked = draws.isValid(minimumChains: 1) ? RankedDraws(draws, tables) : nil
    rHat = ranked?.rHat() ?? .nan
    bulkESS = ranked?.bulkESS() ?? .nan
    // Of an even number of draws, the split chains have all.
    let isWhole = ranked != nil && draws.drawCount % 2 == 0
    let values = (isWhole ? ranked?.order : nil) ?? Ordering(draws.values)
    let sorted = SortedDraws(draws, sorted: values.values, tables.transform)
    let (low, high) = (sorted.quantileESS(0.05), sorted.quantileESS(0.95))
    tailESS = sorted.tailESS(low: low, high: high)
    quantiles = probabilities.map { probability in
      let ess =
        switch probability {
        case 0.05: low
        case 0.95: high
        default: sorted.quantileESS(probability)
        }
      return Quantile(
        probability: probability, value: sorted.quantile(probability),
        mcse: sorted.quantileMCSE(probability, ess: ess))
    }
  }
}

extension Draws {
  /// Returns the summary of each parameter, in order.
  public func summaries(probabilities: [Double] = [0.05, 0.5, 0.95]) -> [ParameterSummary] {
    let tables = diagnosticTables()
    return names.indices.map { summary($0, tables, probabilities: probabilities) }
  }

  /// Returns what the summaries of all parameters share.
  public func diagnosticTables() -> DiagnosticTables {
    DiagnosticTables(chainCount: chainCount, drawCount: drawCount)
  }

  /// Returns the summary of the parameter with a number.
  public func summary(
    _ parameter: Int, _ tables: DiagnosticTables, probabilities: [Double] = [0.05, 0.5, 0.95]
  ) -> ParameterSummary {
    ParameterSummary(
      name: names[parameter], draws: scalar(parameter), probabilities: probabilities,
      tables: tables)
  }
}
