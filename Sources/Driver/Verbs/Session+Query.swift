import Binding
import Diagnostics
import Objectives
import Reporting
import Semantics
import Syntax

extension Session {
  /// `gmc query FILE "p(y | x)"`: the log density of a query at each row of the data; of discrete
  /// variables that have no data, the probabilities of their states, or the best ones together.
  mutating func query() throws(CommandFailure) {
    let chosen = try chooseModel()
    let (model, query) = try typedQuery(of: chosen)
    var bound = try bound(ChosenModel(model: model, objectives: [], path: chosen.path))
    try putFittedValues(into: &bound)
    let text = model.text(of: query)
    if invocation.has(.map) { return try publishBestStates(query, in: bound, text) }
    if try publishedStates(query, in: bound, text) { return }
    let answer = evaluate(query, in: bound, log: &log)
    guard let answer else { throw .diagnosed }
    let names = answer.rows.map { set in
      answer.values.indices.map { bound.memberName($0, of: set) }
    }
    try publish(answer.values, names: names, query: text)
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
    _ values: [Double], names: [String]?, query: String
  ) throws(CommandFailure) {
    let path = invocation.text(.output) ?? "-"
    let isJSON = invocation.has(.json) || FilePath.ending(of: path) == "json"
    if isJSON {
      let json: JSONValue = [
        "query": .string("log " + query), "rows": .array((names ?? []).map { .string($0) }),
        "values": .array(values.map { .number($0) }), "sum": .number(values.reduce(0, +)),
      ]
      try write(json.text() + "\n", to: path)
    } else {
      let lines = zip(names ?? ["all"], values).map { "\($0),\($1)" }
      try write((["row,log density"] + lines).joined(separator: "\n") + "\n", to: path)
    }
  }
}
