import Diagnostics
import Semantics

/// The model that a command works on.
struct ChosenModel: Sendable {
  let model: TypedModel
  /// Its questions: those of the model, or the one of a family's member.
  let objectives: [Objective]
  /// The family that it is the model of, if one was chosen.
  var family: TypedFamily?
  /// The file as the user wrote it, for records.
  let path: String
}

extension Session {
  /// Loads the file of the command and returns the model that the options choose.
  mutating func chooseModel() throws(CommandFailure) -> ChosenModel {
    try chooseModel(at: invocation.operands[0])
  }

  /// Loads a file and returns the model that the options choose.
  mutating func chooseModel(at path: String) throws(CommandFailure) -> ChosenModel {
    guard let file = load(path) else { throw .diagnosed }
    try stopOnError()
    let name = try chooseName(in: file.typed, path: path)
    if let family = file.typed.families.first(where: { $0.name == name }) {
      return ChosenModel(
        model: family.model, objectives: try chooseObjectives(of: family), family: family,
        path: path)
    }
    guard let model = file.typed.models.first(where: { $0.name == name }) else {
      throw .fault("the model \(name) was chosen and is not there")
    }
    if invocation.has(.member) {
      throw .usage(UsageError("`\(name)` is no family", hint: "leave `--member` out"))
    }
    return ChosenModel(model: model, objectives: model.objectives, path: path)
  }

  private func chooseName(in file: TypedFile, path: String) throws(CommandFailure) -> String {
    let names = file.models.map(\.name) + file.families.map(\.name)
    if let wanted = invocation.text(.model) {
      if names.contains(wanted) { return wanted }
      throw .usage(
        UsageError(
          "`\(path)` has no model `\(wanted)`",
          hint: nearest(to: wanted, among: names).map { "did you mean `--model \($0)`?" }
            ?? "it has \(names.joined(separator: ", "))"))
    }
    if names.count == 1 { return names[0] }
    if names.isEmpty {
      throw .usage(UsageError("`\(path)` has no model", hint: "write `model M { … }`"))
    }
    throw .usage(
      UsageError(
        "`\(path)` has several models",
        hint: "choose one: " + names.map { "--model \($0)" }.joined(separator: ", ")))
  }

  /// Without `--member`, the family's only member; of several, none.
  private func chooseObjectives(of family: TypedFamily) throws(CommandFailure) -> [Objective] {
    let names = family.members.map(\.name)
    guard let wanted = invocation.text(.member) else {
      return family.members.count == 1 ? [family.members[0].objective] : []
    }
    // `blend(lambda = 0.5)` is a point of the grid of `blend`.
    let base = String(wanted.prefix { $0 != "(" })
    guard let member = family.members.first(where: { $0.name == base }) else {
      throw .usage(
        UsageError(
          "`\(family.name)` has no member `\(wanted)`",
          hint: nearest(to: wanted, among: names).map { "did you mean `--member \($0)`?" }
            ?? "it has \(names.joined(separator: ", "))"))
    }
    return [member.objective]
  }
}

extension ChosenModel {
  /// The stages of the model's one objective.
  func stages(log: inout DiagnosticLog) throws(CommandFailure) -> [Objective.Stage] {
    guard let objective = objectives.first else {
      log.insert(.noObjective(model.name, at: model.span))
      throw .diagnosed
    }
    if objectives.count > 1 {
      log.insert(.severalPlayers(at: objectives[1].span))
      throw .diagnosed
    }
    return objective.stages
  }

  /// The first stage of the model's one objective, which a picture or a program is made of.
  func stage(log: inout DiagnosticLog) -> Objective.Stage? {
    (try? stages(log: &log))?.first
  }
}

extension Diagnostic {
  fileprivate static func noObjective(_ model: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .noObjective, "`\(model)` asks no question", at: span,
      hint: "add `maximize log p(…)`, choose a `--member` of a family, or draw from the "
        + "posterior with `gmc sample`")
  }

  fileprivate static func severalPlayers(at span: SourceSpan) -> Diagnostic {
    Diagnostic(.notYetLowered, "games of several objectives cannot be run yet", at: span)
  }
}
