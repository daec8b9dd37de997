import Binding
import Inference
import Reporting
import Semantics

extension Session {
  /// What a run is made of: what must be the same where it goes on. How long it is, how fast it
  /// goes, and with how many threads may be other.
  func ingredients(
    _ chosen: ChosenModel, _ bound: BoundModel, by method: FitMethod
  ) -> [SavedTraining.Ingredient] {
    let options: [Option] = [.set, .size, .batch, .labelled, .keepLabels, .precision]
    let source = (try? readFile(chosen.path)) ?? []
    return [
      .init(name: "the model", value: chosen.model.name),
      .init(name: "the file of the model", value: Digest(source).text),
      .init(name: "the data", value: bound.digest.text),
      .init(name: "--method", value: method.rawValue),
      .init(name: "--seed", value: String(seed)),
    ]
      + options.map { option in
        .init(name: option.entry.spelling, value: words(of: option))
      }
  }

  /// What is given for an option, as words.
  private func words(of option: Option) -> String {
    let given = texts(of: option)
    return given.isEmpty ? "none" : given.joined(separator: ", ")
  }

  private func texts(of option: Option) -> [String] {
    if let number = invocation.integer(option) { return [String(number)] }
    let texts = invocation.texts(option)
    return texts.isEmpty ? [invocation.text(option)].compactMap(\.self) : texts
  }

  /// How `--resume FIT.json` goes on, if it is given and belongs to this run.
  mutating func resumedState(
    _ density: some StochasticDensity, _ settings: TrainingSettings,
    _ ingredients: [SavedTraining.Ingredient]
  ) throws(CommandFailure) -> SavedTraining? {
    guard let path = invocation.text(.resume) else { return nil }
    guard let record = try savedFitDocument(path)["training"] else {
      throw refusal(
        "`\(path)` does not say how its training goes on",
        hint: "`gmc fit … --method adam -o fit.json` does; `--init` starts from any fit")
    }
    guard let saved = SavedTraining(record, rule: settings.rule) else {
      throw refusal(
        "what `\(path)` says of its training is not whole, or of another `--method`",
        hint: "start from its values with `--init \(path)`")
    }
    for ingredient in ingredients {
      let before = saved.ingredients.first { $0.name == ingredient.name }?.value
      if before == ingredient.value { continue }
      let isOption = ingredient.name.hasPrefix("-")
      let was = before.map { "was \($0) and is \(ingredient.value)" } ?? "was not there"
      throw refusal(
        isOption
          ? "`\(path)` cannot go on: `\(ingredient.name)` \(was)"
          : "`\(path)` cannot go on: \(ingredient.name) is not the one it was trained with",
        hint: "give the command that it was trained with, or start from its values with "
          + "`--init \(path)`")
    }
    guard saved.state.position.count == density.dimension, saved.state.batch < density.batchCount
    else {
      throw refusal(
        "`\(path)` has \(saved.state.position.count) coordinates, and there are "
          + "\(density.dimension)",
        hint: "start from its values with `--init \(path)`")
    }
    note("going on behind epoch \(saved.state.epoch), step \(saved.state.optimizer.stepCount)")
    return saved
  }

  private func refusal(_ text: String, hint: String) -> CommandFailure {
    .usage(UsageError(text, hint: hint))
  }

  /// The seconds of `--checkpoint 5min`; `nil` where the result goes to no file.
  func checkpointInterval() throws(CommandFailure) -> Double? {
    guard let text = invocation.text(.checkpoint) else { return isSaved ? 300 : nil }
    let units: [(name: String, seconds: Double)] = [
      ("min", 60), ("h", 3600), ("s", 1), ("", 1),
    ]
    for unit in units where text.hasSuffix(unit.name) {
      guard let number = Double(text.dropLast(unit.name.count)) else { continue }
      guard number >= 0, number.isFinite else { break }
      if isSaved { return number * unit.seconds }
      throw refusal(
        "`--checkpoint` writes the file of `-o`, and there is none", hint: "`-o fit.json`")
    }
    throw refusal(
      "`\(text)` is no time between checkpoints", hint: "`--checkpoint 5min`, `30s` or `2h`")
  }

  private var isSaved: Bool { (invocation.text(.output) ?? "-") != "-" }
}
