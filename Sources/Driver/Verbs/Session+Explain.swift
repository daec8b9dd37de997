import Diagnostics
import Objectives
import Semantics

extension Session {
  /// `gmc explain FILE`: the derivations of a file's models; `gmc explain CODE`: the page of a
  /// diagnostic; `gmc explain all` lists the codes.
  mutating func explain() throws(CommandFailure) {
    let word = invocation.operands[0]
    if word.hasSuffix(".gm") { return try explainModels(at: word) }
    let codes = Code.allCases
    if word == "all" {
      console.output(codes.map { $0.rawValue + "\n" }.joined())
      return
    }
    if let code = codes.first(where: { $0.rawValue.lowercased() == word.lowercased() }) {
      console.output(code.page.markdown(code: code.rawValue))
      return
    }
    let nearest = nearest(to: word, among: codes.map(\.rawValue))
    throw .usage(
      UsageError(
        "no diagnostic is called `\(word)`",
        hint: nearest.map { "did you mean `gmc explain \($0)`?" }
          ?? "one of " + codes.map(\.rawValue).joined(separator: " ")))
  }

  /// Writes the story and every objective of the chosen model, or of all models.
  private mutating func explainModels(at path: String) throws(CommandFailure) {
    guard let file = load(path) else { throw .diagnosed }
    try stopOnError()
    let names = file.typed.models.map(\.name) + file.typed.families.map(\.name)
    if invocation.has(.model) || invocation.has(.member) || names.count == 1 {
      let chosen = try chooseModel(at: path)
      let members = chosen.family?.members.filter { chosen.objectives.contains($0.objective) } ?? []
      if let family = chosen.family {
        explain(family, members: members.isEmpty ? family.members : members)
      } else {
        explain(chosen.model)
      }
      return
    }
    for model in file.typed.models { explain(model) }
    for family in file.typed.families { explain(family, members: family.members) }
  }

  private func explain(_ model: TypedModel) {
    let stages = model.objectives.flatMap(\.stages)
    write(derivation(of: model, stage: stages.first, notation: .plain))
    for (index, stage) in stages.enumerated().dropFirst() {
      let title = "\(model.name), objective \(index + 1)"
      write(
        derivation(of: model, stage: stage, notation: .plain, title: title, tellsStory: false))
    }
  }

  private func explain(_ family: TypedFamily, members: [TypedFamily.Member]) {
    for (index, member) in members.enumerated() {
      for stage in member.objective.stages {
        let title = "\(family.name), \(member.name)"
        write(
          derivation(
            of: family.model, stage: stage, notation: .plain, title: title,
            tellsStory: index == 0))
      }
    }
  }

  private func write(_ derivation: Derivation) {
    console.output(derivation.markdown + "\n")
  }
}
