import Binding
import Diagnostics
import Objectives
import Posterior
import Reporting
import ScalarMath
import Semantics
import Syntax

extension Session {
  /// `gmc query FILE "p(y | x)"`: the log density of a query at each row of the data; of discrete
  /// variables that have no data, the probabilities of their states, or the best ones together.
  mutating func query() throws(CommandFailure) {
    let chosen = try chooseModel()
    let (model, query) = try typedQuery(of: chosen)
    let bound = try bound(ChosenModel(model: model, objectives: [], path: chosen.path))
    let fitted = try fittedModels(bound)
    let text = model.text(of: query)
    if let count = invocation.integer(.guideDraws) {
      guard !fitted.isSample, !invocation.has(.map) else {
        throw .usage(
          UsageError(
            "`--draws` wants a point, and no `--map`",
            hint: "`gmc fit … -o fit.json` writes a point"))
      }
      let answer = try importanceAnswer(query, in: fitted.models[0], drawCount: count)
      let names = answer.rows.map { set in
        answer.values.indices.map { bound.memberName($0, of: set) }
      }
      return try publish(QueryAnswer([answer.values], isSample: false), names: names, query: text)
    }
    if fitted.isSample {
      try refuseStates(query, in: fitted.models[0])
    } else {
      if invocation.has(.map) { return try publishBestStates(query, in: fitted.models[0], text) }
      if try publishedStates(query, in: fitted.models[0], text) { return }
    }
    let session = self
    let answers = parallelMap(fitted.models.count, threads: threadCount) { index in
      var log = DiagnosticLog()
      let lowered = lowerByRows(query, in: fitted.models[index], log: &log)
      let values = lowered.map { lowered in
        Result { () throws(CommandFailure) in try session.outputs(of: lowered.evaluation)[0] }
      }
      return (rows: lowered?.rows, values: values, log: log)
    }
    var values: [[Double]] = []
    for answer in answers {
      for diagnostic in answer.log.diagnostics { log.insert(diagnostic) }
      guard let found = answer.values else { throw .diagnosed }
      values.append(try found.get())
    }
    let names = answers[0].rows.map { set in
      values[0].indices.map { bound.memberName($0, of: set) }
    }
    try publish(QueryAnswer(values, isSample: fitted.isSample), names: names, query: text)
  }

  /// Probabilities of states are those at one point.
  private mutating func refuseStates(
    _ query: Query, in bound: BoundModel
  ) throws(CommandFailure) {
    guard let tables = stateProbabilities(query, in: bound, log: &log) else { throw .diagnosed }
    guard invocation.has(.map) || !tables.isEmpty else { return }
    throw .usage(
      UsageError(
        "the probabilities of states want a point, and `--fit` has draws",
        hint: "`gmc sample --include z` draws states; `gmc fit … -o fit.json` writes a point"))
  }

  /// The query of the command line in terms of the model.
  private mutating func typedQuery(
    of chosen: ChosenModel
  ) throws(CommandFailure) -> (TypedModel, Query) {
    let text = invocation.operands[1]
    let id = sources.add(SourceFile(name: "<query>", bytes: Array(text.utf8)))
    let expression = parseExpression(id, in: sources, log: &log)
    try stopOnError()
    guard let file = load(chosen.path) else { throw .diagnosed }
    let typed = Semantics.check(
      query: expression, of: chosen.model.name, in: file.tree, importing: file.importing,
      log: &log)
    guard let typed else {
      try stopOnError()
      throw .usage(
        UsageError(
          "`\(chosen.model.name)` is a family: a query is asked of a model",
          hint: "name the file of its model"))
    }
    return (typed.model, typed.query)
  }

  private func publish(
    _ answer: QueryAnswer, names: [String]?, query: String
  ) throws(CommandFailure) {
    let path = invocation.text(.output) ?? "-"
    let isJSON = invocation.has(.json) || FilePath.ending(of: path) == "json"
    if isJSON {
      var members: [JSONValue.Member] = [
        .init("query", .string("log " + query)),
        .init("rows", .array((names ?? []).map { .string($0) })),
        .init("values", .array(answer.values.map { .number($0) })),
        .init("sum", .number(answer.values.reduce(0, +))),
      ]
      if let deviations = answer.deviations {
        members.append(.init("sd", .array(deviations.map { .number($0) })))
        members.append(.init("draws", .integer(answer.drawCount)))
      }
      try write(JSONValue.object(members).text() + "\n", to: path)
    } else {
      let rows = names ?? ["all"]
      var lines = ["row,log density" + (answer.deviations == nil ? "" : ",sd over draws")]
      for (index, value) in answer.values.enumerated() {
        let deviation = answer.deviations.map { ",\($0[index])" } ?? ""
        lines.append("\(rows[index]),\(value)\(deviation)")
      }
      try write(lines.joined(separator: "\n") + "\n", to: path)
    }
  }
}

/// The log density of each row: at a point, or averaged over the draws of a posterior.
struct QueryAnswer: Sendable {
  let drawCount: Int
  /// Of draws, the logs of the means of the densities: the posterior predictive density.
  let values: [Double]
  /// How far the log densities of single draws lie apart; `nil` for a point.
  let deviations: [Double]?

  /// - Parameter draws: at each draw, the log density of each row.
  init(_ draws: [[Double]], isSample: Bool) {
    drawCount = draws.count
    let rows = draws[0].indices.map { row in draws.map { $0[row] } }
    guard isSample else {
      values = draws[0]
      deviations = nil
      return
    }
    values = rows.map { .logSumExp($0) - .log(Double($0.count)) }
    deviations = rows.map { ScalarDraws(chains: [$0]).standardDeviation }
  }
}
