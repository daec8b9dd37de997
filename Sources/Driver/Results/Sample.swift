import Inference
import Objectives
import Posterior
import Reporting

/// Draws from a posterior with what is known about how they came to be.
struct Sample: Sendable {
  /// What is reported, in the order of its values in a row.
  let quantities: [Quantity]
  let chains: [Chain]
  /// For each chain and draw, the coordinates of the whole posterior.
  let positions: [[[Double]]]
  /// For each chain and draw, the values of the reported quantities.
  let rows: [[[Double]]]
  let draws: Draws
  let seconds: Seconds

  init(
    quantities: [Quantity], chains: [Chain], positions: [[[Double]]], rows: [[[Double]]],
    seconds: Seconds
  ) {
    self.quantities = quantities
    self.chains = chains
    self.positions = positions
    self.rows = rows
    self.seconds = seconds
    draws = Draws(
      names: quantities.flatMap(\.elementNames), chains: rows.map { Array($0.joined()) })
  }

  /// False after an interruption.
  var isComplete: Bool { chains.allSatisfy(\.isComplete) }

  struct Seconds: Sendable {
    /// Everything before the first evaluation.
    let compile: Double
    /// The share of warm-up in the time from the first chain's start to the last one's end.
    let warmup: Double
    /// The rest of that time.
    let sampling: Double
    /// The time that each chain spent in warm-up.
    let warmupOfChains: [Double]
    /// The time that each chain spent afterwards.
    let samplingOfChains: [Double]

    /// - Parameters:
    ///   - chains: the time from the first chain's start to the last one's end.
    ///   - warmup: the time that each chain spent in warm-up.
    ///   - sampling: the time that each spent afterwards.
    init(compile: Double, chains: Double, warmup: [Double], sampling: [Double]) {
      self.compile = compile
      let (before, after) = (warmup.reduce(0, +), sampling.reduce(0, +))
      let share = before + after > 0 ? before / (before + after) : 0
      self.warmup = chains * share
      self.sampling = chains - chains * share
      warmupOfChains = warmup
      samplingOfChains = sampling
    }
  }

  var divergenceCount: Int { chains.reduce(0) { $0 + $1.divergenceCount } }
  var maximumDepthCount: Int { chains.reduce(0) { $0 + $1.maximumDepthCount } }
  var gradientCount: Int {
    chains.reduce(0) { $0 + $1.warmupGradientCount + $1.samplingGradientCount }
  }

  /// The result as `--json` prints it.
  func json(_ summaries: [ParameterSummary]) -> [JSONValue.Member] {
    let seconds: JSONValue = [
      "compile": .number(seconds.compile), "warmup": .number(seconds.warmup),
      "sampling": .number(seconds.sampling),
    ]
    return [
      .init("parameters", .array(summaries.map { JSONValue($0) })),
      .init("divergences", .integer(divergenceCount)),
      .init("max_depth_hits", .integer(maximumDepthCount)),
      .init("ebfmi", .array(chains.map { .number(energyInformation($0.energies)) })),
      .init("seconds", seconds), .init("gradients", .integer(gradientCount)),
    ] + (isComplete ? [] : [.init("incomplete", true)])
  }
}
