import Posterior
import Reporting
import ScalarMath

/// Leave-one-out cross-validation, or why there is none.
enum LeaveOneOutResult: Sendable {
  case found(LeaveOneOut)
  case missing(String)
}

/// Hypotheses beside each other, judged by their evidence under a flat prior.
struct ComparedHypotheses: Sendable {
  /// What they are judged by.
  let criterion: String
  let rows: [Judgement]

  /// The index of the hypothesis with the largest evidence.
  var best: Int {
    rows.indices.max { rows[$0].evidence.logEvidence < rows[$1].evidence.logEvidence } ?? 0
  }

  /// True iff some of the numbers are bounds, which say nothing of their differences.
  var hasBounds: Bool { rows.contains { $0.evidence.method.isBound } }

  /// p(h | D) under a flat prior, each with its standard error.
  var probabilities: [(value: Double, error: Double)] {
    let logs = rows.map(\.evidence.logEvidence)
    let total = Double.logSumExp(logs)
    let values = logs.map { Double.exp($0 - total) }
    // The derivative of p_i in the log evidence j is p_i (delta_ij - p_j).
    return values.indices.map { i in
      let variance = rows.indices.reduce(0) { sum, j in
        let slope = values[i] * ((i == j ? 1 : 0) - values[j]) * rows[j].evidence.error
        return sum + slope * slope
      }
      return (values[i], variance.squareRoot())
    }
  }

  /// The log of the Bayes factor of a hypothesis against the best one, with its standard error.
  func logBayesFactor(_ index: Int) -> (value: Double, error: Double) {
    let (ours, theirs) = (rows[index].evidence, rows[best].evidence)
    if index == best { return (0, 0) }
    return (
      ours.logEvidence - theirs.logEvidence,
      (ours.error * ours.error + theirs.error * theirs.error).squareRoot()
    )
  }

  /// The result as `--json` prints it.
  var json: JSONValue {
    let probabilities = probabilities
    let hypotheses = rows.indices.map { index -> JSONValue in
      let row = rows[index]
      let evidence = row.evidence
      var members: [JSONValue.Member] = [
        .init("name", .string(row.hypothesis.name)),
        .init(
          "settings",
          .object(row.hypothesis.settings.map { .init($0.name, Self.json(setting: $0.value)) })),
        .init("log_evidence", .number(evidence.logEvidence)),
      ]
      members += evidence.errors
      members += [
        .init("method", .string(evidence.method.rawValue)),
        .init("checks", .object(evidence.checks)),
      ]
      if evidence.method.isBound { members.append(.init("bound", "lower")) }
      if !hasBounds {
        let factor = logBayesFactor(index)
        members += [
          .init("probability", .number(probabilities[index].value)),
          .init("probability_error", .number(probabilities[index].error)),
          .init("log_bayes_factor", .number(factor.value)),
          .init("log_bayes_factor_error", .number(factor.error)),
          .init("bayes_factor", .number(Double.exp(factor.value))),
        ]
      }
      if !evidence.maximised.isEmpty {
        members.append(
          .init(
            "maximised",
            .object(evidence.maximised.map { .init($0.name, .number($0.value)) })))
      }
      if let fit = row.fit {
        members += [
          .init("best_fit", .number(fit.logLikelihood)),
          .init("log_occam_factor", .number(evidence.logEvidence - fit.logLikelihood)),
        ]
      }
      switch row.looResult {
      case .found(let loo): members.append(.init("loo", Self.json(loo)))
      case .missing(let reason): members.append(.init("loo_missing", .string(reason)))
      case nil: break
      }
      return .object(members)
    }
    return [
      "by": .string(criterion), "best": .string(rows[best].hypothesis.name),
      "hypotheses": .array(hypotheses),
    ]
  }

  private static func json(_ loo: LeaveOneOut) -> JSONValue {
    [
      "elpd": .number(loo.elpd), "se": .number(loo.elpdError),
      "p_loo": .number(loo.effectiveParameters), "khat": .number(loo.worstShape),
      "khat_above_0.7": .integer(
        loo.khats.count { $0 > SmoothedWeights.trustedShape }),
    ]
  }

  private static func json(setting text: String) -> JSONValue {
    if let whole = Int(text) { return .integer(whole) }
    return Double(text).map { .number($0) } ?? .string(text)
  }

  /// The table for people.
  var table: TextTable {
    let hasFit = rows.contains { $0.fit != nil }
    let hasLOO = rows.contains { $0.looResult != nil }
    var columns: [TextTable.Column] = [
      .init("hypothesis", .left), .init(hasBounds ? "bound of log p(D|h)" : "log p(D|h)"),
      .init("error"), .init("method", .left),
    ]
    if !hasBounds { columns += [.init("p(h|D)"), .init("log BF")] }
    if hasFit { columns += [.init("best fit"), .init("log Occam")] }
    if hasLOO { columns += [.init("elpd_loo"), .init("se"), .init("k-hat")] }
    var table = TextTable(columns: columns)
    let probabilities = probabilities
    for (index, row) in rows.enumerated() {
      let evidence = row.evidence
      var cells = [
        row.hypothesis.name, Self.digits(evidence.logEvidence, evidence.error),
        significant(evidence.error, digits: 2), evidence.method.rawValue,
      ]
      if !hasBounds {
        let factor = logBayesFactor(index)
        cells += [
          significant(probabilities[index].value, digits: 3),
          Self.digits(factor.value, factor.error),
        ]
      }
      if hasFit {
        cells +=
          row.fit.map {
            [
              fixed($0.logLikelihood, fractionDigits: 2),
              fixed(evidence.logEvidence - $0.logLikelihood, fractionDigits: 2),
            ]
          } ?? ["-", "-"]
      }
      if hasLOO {
        if case .found(let loo)? = row.looResult {
          cells += [
            fixed(loo.elpd, fractionDigits: 2), fixed(loo.elpdError, fractionDigits: 2),
            loo.worstShape.isFinite ? fixed(loo.worstShape, fractionDigits: 2) : "-",
          ]
        } else {
          cells += ["-", "-", "-"]
        }
      }
      table.append(cells)
    }
    return table
  }

  /// Four digits behind the point, or those that the error leaves.
  private static func digits(_ value: Double, _ error: Double) -> String {
    error < 1e-4 ? fixed(value, fractionDigits: 4) : estimate(value, error: error)
  }
}
