import Binding
import Objectives
import Reporting
import Semantics

/// Answers about discrete variables that have no data.
extension Session {
  /// Writes the probability of each state of what a query asks for, if it has no data.
  ///
  /// - Returns: false if everything that the query asks for is known.
  mutating func publishedStates(
    _ query: Query, in bound: BoundModel, _ text: String
  ) throws(CommandFailure) -> Bool {
    guard let tables = stateProbabilities(query, in: bound, log: &log) else { throw .diagnosed }
    if tables.isEmpty { return false }
    var elements: [JSONValue] = []
    var lines = ["element,state,probability"]
    for table in tables {
      for (index, name) in table.quantity.elementNames.enumerated() where table.exists[index] {
        let row = table.rows[index]
        let states = zip(table.states, row).map { JSONValue.Member($0, .number($1)) }
        elements.append(["name": .string(name), "probabilities": .object(states)])
        lines += zip(table.states, row).map { "\(quoted(name)),\(quoted($0)),\($1)" }
      }
    }
    try publish(lines, ["query": .string(text), "states": .array(elements)])
    return true
  }

  /// Writes the states that are most probable together.
  mutating func publishBestStates(
    _ query: Query, in bound: BoundModel, _ text: String
  ) throws(CommandFailure) {
    guard let answer = mostProbableStates(query, in: bound, log: &log) else { throw .diagnosed }
    if answer.tables.isEmpty {
      throw .usage(
        UsageError(
          "`--map` asks for states, but everything in \(text) has data or a value",
          hint: "ask for a discrete latent: `gmc query FILE \"p(z | x)\" --map`"))
    }
    var elements: [JSONValue] = []
    var lines = ["element,state"]
    for table in answer.tables {
      for (index, name) in table.quantity.elementNames.enumerated() where table.exists[index] {
        let state = table.states[Int(table.rows[index][0])]
        elements.append(["name": .string(name), "state": .string(state)])
        lines.append("\(quoted(name)),\(quoted(state))")
      }
    }
    try publish(
      lines,
      [
        "query": .string(text), "log_density": .number(answer.logDensity),
        "states": .array(elements),
      ])
  }

  private func publish(_ lines: [String], _ json: JSONValue) throws(CommandFailure) {
    let path = invocation.text(.output) ?? "-"
    let isJSON = invocation.has(.json) || FilePath.ending(of: path) == "json"
    try write((isJSON ? json.text() : lines.joined(separator: "\n")) + "\n", to: path)
  }

  /// A cell of a CSV file.
  private func quoted(_ text: String) -> String {
    guard text.contains(where: { ",\"\n".contains($0) }) else { return text }
    return "\"\(text.replacing("\"", with: "\"\""))\""
  }
}
