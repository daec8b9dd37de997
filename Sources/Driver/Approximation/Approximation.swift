import Inference
import Posterior
import Reporting

/// Draws of a distribution that stands in for the posterior, with what is known of how close it is.
struct Approximation: Sendable {
  let method: FitMethod
  /// The evidence lower bound with its standard error.
  let bound: EvidenceEstimate
  /// The shape of the tail of the importance weights.
  let khat: Double
  let draws: Draws
  let isComplete: Bool
  let isConverged: Bool
  /// What took how long.
  let seconds: Fit.Seconds

  init(
    _ method: FitMethod, names: [String], rows: [[Double]], bound: EvidenceEstimate,
    khat: Double, isConverged: Bool, isComplete: Bool, seconds: Fit.Seconds
  ) {
    self.method = method
    self.bound = bound
    self.khat = khat
    self.isConverged = isConverged
    self.isComplete = isComplete
    self.seconds = seconds
    draws = Draws(names: names, chains: [Array(rows.joined())])
  }

  /// The result as `--json` prints it.
  func json(_ summaries: [ParameterSummary]) -> [JSONValue.Member] {
    let seconds: JSONValue = ["compile": .number(seconds.compile), "fit": .number(seconds.fit)]
    return [
      .init("method", .string(method.rawValue)), .init("elbo", .number(bound.logEvidence)),
      .init("elbo_mcse", .number(bound.error)), .init("khat", .number(khat)),
      .init("converged", .boolean(isConverged)),
      .init("parameters", .array(summaries.map { JSONValue($0) })), .init("seconds", seconds),
    ] + (isComplete ? [] : [.init("incomplete", true)])
  }

  /// The draws as a table of comma-separated values; indices follow dots, as in CmdStan's files.
  func csv() -> String {
    var lines = [draws.names.map(column).joined(separator: ",")]
    for draw in 0..<draws.drawCount {
      lines.append(
        draws.names.indices.map { "\(draws[$0, 0, draw])" }.joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// `A.1.2` for `A[1,2]`.
  private func column(_ name: String) -> String {
    String(name.map { $0 == "[" || $0 == "," ? "." : $0 }.filter { $0 != "]" })
  }
}
