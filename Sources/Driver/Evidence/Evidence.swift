import Reporting

/// A log evidence with what there is to say for and against it.
struct Evidence: Sendable {
  let logEvidence: Double
  /// How far off it may be: the standard error of what is drawn, a bound of the numerical error of
  /// quadrature, or how far Laplace's approximation is from importance sampling.
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
      .init("log_evidence", .number(logEvidence))
    ]
    members += errors
    members += [
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

  /// The Monte Carlo standard error, which is zero where nothing is drawn, and how far off the
  /// value may be for whatever reason.
  var errors: [JSONValue.Member] {
    [.init("mcse", .number(method.isDrawn ? error : 0)), .init("error", .number(error))]
  }

  /// What the value is, in a few words.
  var title: String {
    switch method {
    case .auto, .exact: "exact"
    case .quadrature: "quadrature"
    case .laplace: "Laplace approximation"
    case .bridge: "bridge sampling"
    case .smc: "tempered sequential Monte Carlo"
    case .ais: "annealed importance sampling"
    case .elbo: "evidence lower bound, not the evidence"
    case .iwae: "importance-weighted lower bound, not the evidence"
    }
  }

  /// The value for people: as many digits as the error leaves.
  var text: String {
    error < 1e-6 ? fixed(logEvidence, fractionDigits: 6) : estimate(logEvidence, error: error)
  }
}
