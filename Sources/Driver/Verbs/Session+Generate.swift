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
    // Data are wanted only to be compared with; but their sizes are those of the story.
    let observed = invocation.has(.testQuantity) ? try bound(chosen) : nil
    let bound =
      if let observed { observed.story(chosen.story.model) } else { try boundStory(of: chosen) }
    let averaged = try averagedVariables(of: bound)
    let variants = try givenVariants(of: bound)
    if variants.count > 1 {
      var sets: [BoundModel] = []
      for variant in variants { sets += try drawn(variant, nil, averaged).sets }
      return try publish(sets)
    }
    let replicates = try drawn(variants[0], observed, averaged)
    if observed == nil || invocation.has(.output) {
      try publish(replicates, of: chosen)
    }
    if observed != nil { printChecks(replicates) }
  }

  /// Data sets from the story, one for each draw of the fit; the same seed for every story.
  private mutating func drawn(
    _ bound: BoundModel, _ observed: BoundModel?, _ averaged: Set<VariableID>
  ) throws(CommandFailure) -> Replicates {
    let quantities = try testQuantities(observed)
    let fitted = try fittedModels(bound, atMost: invocation.integer(.count) ?? .max)
    try checkThatDrawsExist(for: fitted.models[0])
    return try replicates(fitted, observed, quantities, averaging: averaged)
  }

  /// The story without its data, whose sizes it takes if they are on the command line and fit.
  mutating func boundStory(of chosen: ChosenModel) throws(CommandFailure) -> BoundModel {
    let before = log
    if let whole = try? bound(chosen) {
      log = before
      return whole.story(chosen.story.model)
    }
    log = before
    let bound = try bound(chosen.story)
    // The rest of the data is for others; that needs no word.
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

  private func publish(
    _ replicates: Replicates, of chosen: ChosenModel
  ) throws(CommandFailure) {
    let path = invocation.text(.output) ?? "-"
    if FilePath.ending(of: path) == "nc" {
      return try writeReplicates(replicates, of: chosen, to: path)
    }
    try publish(replicates.sets)
  }

  private func publish(_ drawn: [BoundModel]) throws(CommandFailure) {
    let path = invocation.text(.output) ?? "-"
    let sets = drawn.map { generated($0) }
    switch FilePath.ending(of: path) {
    case "png":
      guard let image = ImageGrid(drawn)?.image.png else {
        throw .usage(
          UsageError(
            "nothing that was drawn is a picture",
            hint: "a picture is an element with two dimensions, or with one whose size is a square"
          ))
      }
      try write(image, to: path)
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
        UsageError(
          "draws cannot be written to `\(path)`",
          hint: "`-o draws.csv`, `draws.json`, `draws.nc` or `draws.png`"))
    }
  }

  /// Without `--fit`, latents are drawn; a param has nothing to be drawn from.
  mutating func checkThatDrawsExist(for bound: BoundModel) throws(CommandFailure) {
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

extension ChosenModel {
  /// The same with latents for data, all to be drawn.
  var story: ChosenModel {
    ChosenModel(model: model.withoutData(of: [.observed, .partial]), objectives: [], path: path)
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
