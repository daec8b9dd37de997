import Inference
import Posterior

/// Draws from a posterior with what is known about how they came to be.
struct Sample: Sendable {
  let names: [String]
  let chains: [Chain]
  /// For each chain and draw, the values of the reported quantities.
  let rows: [[[Double]]]
  let draws: Draws
  let seconds: Seconds

  init(names: [String], chains: [Chain], rows: [[[Double]]], seconds: Seconds) {
    self.names = names
    self.chains = chains
    self.rows = rows
    self.seconds = seconds
    draws = Draws(names: names, chains: rows.map { Array($0.joined()) })
  }

  /// False after an interruption.
  var isComplete: Bool { chains.allSatisfy(\.isComplete) }

  struct Seconds: Sendable {
    /// Everything before the first evaluation.
    let compile: Double
    /// Of the slowest chain.
    let warmup: Double
    let sampling: Double
  }

  var divergenceCount: Int { chains.reduce(0) { $0 + $1.divergenceCount } }
  var maximumDepthCount: Int { chains.reduce(0) { $0 + $1.maximumDepthCount } }
  var gradientCount: Int {
    chains.reduce(0) { $0 + $1.warmupGradientCount + $1.samplingGradientCount }
  }

  /// The result as `--json` prints it.
  func json(_ summaries: [ParameterSummary]) -> JSON {
    var members: [JSON.Member] = [
      .init(name: "parameters", value: .array(summaries.map(Self.json))),
      .init(name: "divergences", value: .number(Double(divergenceCount))),
      .init(name: "max_depth_hits", value: .number(Double(maximumDepthCount))),
      .init(
        name: "ebfmi", value: .array(chains.map { .number(energyInformation($0.energies)) })),
      .init(
        name: "seconds",
        value: .members([
          "compile": .number(seconds.compile), "warmup": .number(seconds.warmup),
          "sampling": .number(seconds.sampling),
        ])),
      .init(name: "gradients", value: .number(Double(gradientCount))),
    ]
    if !isComplete { members.append(.init(name: "incomplete", value: .boolean(true))) }
    return .object(members)
  }

  private static func json(_ summary: ParameterSummary) -> JSON {
    func quantile(_ probability: Double) -> JSON {
      .number(summary.quantiles.first { $0.probability == probability }?.value ?? .nan)
    }
    return .members([
      "name": .text(summary.name), "mean": .number(summary.mean),
      "sd": .number(summary.standardDeviation), "mcse_mean": .number(summary.meanMCSE),
      "q5": quantile(0.05), "q50": quantile(0.5), "q95": quantile(0.95),
      "rhat": .number(summary.rHat), "ess_bulk": .number(summary.bulkESS),
      "ess_tail": .number(summary.tailESS),
    ])
  }
}
