import Binding
import Diagnostics
import Objectives
import Reporting
import ScalarMath
import Semantics

extension Session {
  /// `gmc generate`: data drawn from the story, parents before children.
  mutating func generate() throws(CommandFailure) {
    let chosen = try chooseModel()
    let story = ChosenModel(
      model: chosen.model.withoutData(of: [.observed, .partial]), objectives: [], path: chosen.path)
    var bound = try boundStory(story)
    try putGivenValues(into: &bound)
    try putFittedValues(into: &bound)
    try checkThatDrawsExist(for: bound)
    var sets: [Generated] = []
    let stream = RandomStream(seed: UInt64(seed)).stream("generate")
    for index in 0..<(invocation.integer(.count) ?? 1) {
      let drawn = simulate(bound, using: stream.stream(index), log: &log)
      guard let drawn else { throw .diagnosed }
      sets.append(generated(drawn))
    }
    try publish(sets)
  }

  /// The data of the command line are for the givens; that the rest is not used needs no word.
  private mutating func boundStory(_ story: ChosenModel) throws(CommandFailure) -> BoundModel {
    let before = log
    let bound = try bound(story)
    let news = log.diagnostics.filter { $0.code != .unusedData }
    log = before
    for diagnostic in news { log.insert(diagnostic) }
    return bound
  }

  /// Everything random of the story with its value, in the order of the model.
  private func generated(_ bound: BoundModel) -> Generated {
    Generated(
      variables: bound.model.variables.ids.compactMap { id in
        let variable = bound.model.variables[id]
        guard variable.guide == nil, variable.parts.contains(where: { $0.role == .latent }),
          let value = bound.values[id]
        else { return nil }
        return GeneratedVariable(id, value, in: bound)
      })
  }

  private func publish(_ sets: [Generated]) throws(CommandFailure) {
    let path = invocation.text(.output) ?? "-"
    switch FilePath.ending(of: path) {
    case "csv":
      guard sets.count == 1, let table = sets[0].csv() else {
        throw .usage(
          UsageError(
            "these draws are no table", hint: "`-o draws.json` holds anything, and any `--count`"))
      }
      if !table.leftOut.isEmpty {
        note("not in the table: \(table.leftOut.joined(separator: ", ")); `-o draws.json` has all")
      }
      try write(table.text, to: path)
    case "json", "":
      let json = sets.count == 1 ? sets[0].json : .array(sets.map(\.json))
      try write(json.text() + "\n", to: path)
    default:
      throw .usage(
        UsageError("draws cannot be written to `\(path)`", hint: "`-o draws.csv` or `draws.json`"))
    }
  }

  /// Without `--fit`, latents are drawn; a param has nothing to be drawn from.
  private mutating func checkThatDrawsExist(for bound: BoundModel) throws(CommandFailure) {
    let open = bound.model.variables.ids.first { id in
      let variable = bound.model.variables[id]
      return bound.values[id] == nil && variable.guide == nil
        && variable.parts.contains { $0.role == .parameter || $0.role == .given }
    }
    guard let open else { return }
    let variable = bound.model.variables[open]
    log.insert(.nothingToDrawFrom(variable, isGiven: variable.parts[0].role == .given))
    throw .diagnosed
  }
}

extension Session {
  /// Fixes the variables of `--given y=3`, everywhere.
  private func putGivenValues(into bound: inout BoundModel) throws(CommandFailure) {
    for text in invocation.texts(.givenValue) {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2,
        let id = bound.model.variables.ids.first(where: {
          bound.model.variables[$0].name == parts[0]
        }), let value = bound.constant(parts[1], for: id)
      else {
        throw .usage(
          UsageError(
            "`--given \(text)` is no value of a variable", hint: "as in `--given y=3`, in its type")
        )
      }
      bound.values[id] = value
    }
  }
}

extension Diagnostic {
  fileprivate static func nothingToDrawFrom(_ variable: Variable, isGiven: Bool) -> Diagnostic {
    Diagnostic(
      isGiven ? .missingData : .missingPoint,
      "`\(variable.name)` has no value to draw the rest from",
      at: variable.span,
      hint: isGiven ? "its values come with `--data`" : "fit the model first, then `--fit FIT.json`"
    )
  }
}
