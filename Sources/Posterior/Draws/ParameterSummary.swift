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
    self.name = name
    mean = draws.mean
    standardDeviation = draws.standardDeviation
    meanMCSE = draws.meanMCSE()
    standardDeviationMCSE = draws.standardDeviationMCSE()
    let sorted = SortedDraws(draws)
    quantiles = probabilities.map {
      Quantile(probability: $0, value: sorted.quantile($0), mcse: sorted.quantileMCSE($0))
    }
    tailESS = sorted.tailESS()
    let scores = draws.isValid(minimumChains: 1) ? draws.split().rankNormalised() : nil
    rHat = scores.map(draws.rHat) ?? .nan
    bulkESS = scores?.effectiveSampleSize() ?? .nan
  }
}

extension Draws {
  /// Returns the summary of each parameter, in order.
  public func summaries(probabilities: [Double] = [0.05, 0.5, 0.95]) -> [ParameterSummary] {
    names.indices.map {
      ParameterSummary(name: names[$0], draws: scalar($0), probabilities: probabilities)
    }
  }
}
