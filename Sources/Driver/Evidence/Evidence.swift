import Reporting

/// A log evidence with what there is to say for and against it.
struct Evidence: Sendable {
  let logEvidence: Double
  /// The standard error, or a bound of the numerical error.
  let error: Double
  let method: EvidenceMethod
  /// What the method says of itself, in the order in which people read it.
  var checks: [JSONValue.Member] = []
  /// The values of params, at which log p(data) is largest.
  var maximised: [Fit.Parameter] = []
  var seconds = 0.0

  /// The result as `--json` prints it.
  func json(compileSeconds: Double) -> [JSONValue.Member] {
    var members: [JSONValue.Member] = [
      .init("log_evidence", .number(logEvidence)), .init("mcse", .number(error)),
      .init("method", .string(method.rawValue)), .init("checks", .object(checks)),
      .init(
        "seconds", ["compile": .number(compileSeconds), "evidence": .number(seconds)]),
    ]
    if method.isBound { members.append(.init("bound", "lower")) }
    if !maximised.isEmpty {
      let values = maximised.map { parameter -> JSONValue in
        ["name": .string(parameter.name), "value": .number(parameter.value)]
      }
      members.append(.init("maximised", .array(values)))
    }
    return members
  }

  /// What the value is, in a few words.
  var title: String {
    switch method {
    case .auto, .exact: "exact"
    case .quadrature: "quadrature"
    case .laplace: "Laplace approximation"
    case .bridge: "bridge sampling"
    case .smc: "tempered sequential Monte Carlo"
    case .elbo: "evidence lower bound, not the evidence"
    case .iwae: "importance-weighted lower bound, not the evidence"
    }
  }

  /// The value for people: as many digits as the error leaves.
  var text: String {
    error < 1e-6 ? fixed(logEvidence, fractionDigits: 6) : estimate(logEvidence, error: error)
  }
}
