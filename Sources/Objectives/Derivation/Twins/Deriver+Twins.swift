import Semantics

/// What a generative classifier says of the class, as logistic regression.
extension Deriver {
  /// Derives the weights and intercepts of the logistic twin of each class that a query asks for.
  mutating func explainTwins(_ queries: [Query]) {
    let asked = queries.filter { $0.density == .model }
      .flatMap { $0.targets.flatMap { model.variables(in: $0) } }
    for id in model.variables.ids where asked.contains(id) {
      if let twin = LogisticTwin(of: model, classes: id) { explain(twin) }
    }
  }

  private mutating func explain(_ twin: LogisticTwin) {
    let writer = FormulaWriter(model: twin.model, pen: pen)
    let taken = Set(model.variables.rows.map(\.name) + model.groups.rows.map(\.name))
    let free = { (wanted: [String]) in wanted.first { !taken.contains($0) } ?? wanted[0] }
    let (weight, intercept) = (free(["w", "beta", "omega"]), free(["b", "alpha", "kappa"]))
    let state = pen.name(twin.model.indices[twin.letter].name)
    let isAlone = twin.terms.count == 1
    func names(_ letters: [IndexID]) -> [String] {
      letters.map { pen.name(twin.model.indices[$0].name) }
    }
    func name(_ index: Int) -> String {
      let term = twin.terms[index]
      let letters = [state] + names(term.letters)
      return pen.name(isAlone ? weight : "\(weight)_\(index + 1)", indices: letters)
    }
    func sum(_ text: String, _ letters: [IndexID]) -> String {
      letters.isEmpty
        ? text : "\(pen.big(.sum, names(letters).joined(separator: ", "))) \(text)"
    }
    let product = pen.word("\\,", " ")
    let scores = twin.terms.indices.map { index -> String in
      let term = twin.terms[index]
      let statistic = pen.parenthesizedIfSum(writer.text(term.statistic))
      let dot = term.isVector ? pen.word("^{\\top} ", "·") : product
      return sum(name(index) + dot + statistic, term.letters)
    }
    let label = writer.variable(twin.classes)
    let features = Set(twin.terms.map(\.feature)).sorted()
      .map { writer.variable($0) }.joined(separator: ", ")
    let bar = pen.word("\\mid", "|")
    let proportional = pen.word("\\propto", "∝")
    let offset = pen.name(intercept, indices: [state])
    say(
      "Seen from the class, the model is logistic regression"
        + (twin.isLinear ? "" : " on these statistics")
        + ": of the log density only what differs between classes is left, "
        + (twin.isLinear
          ? "and that is linear in the features:" : "with squares or logs among it:"),
      "p(\(label) = \(state) \(bar) \(features)) \(proportional) "
        + pen.function("exp", [([offset] + scores).joined(separator: " + ")]))
    let parts = twin.constants.map {
      sum(pen.parenthesizedIfSum(writer.text($0.value)), $0.letters)
    }
    let lines =
      twin.terms.indices.map { "\(name($0)) = \(writer.text(twin.terms[$0].coefficient))" }
      + ["\(offset) = \(parts.isEmpty ? "0" : parts.joined(separator: " + "))"]
    for (index, line) in lines.enumerated() {
      say(
        index == 0
          ? "with weights and an intercept that follow from the generative parameters," : "and",
        line)
    }
    let sigma = pen.word("\\operatorname{sigmoid}", "sigmoid")
    say(
      "Between two classes, the probability of one is the \(inline(sigma)) of the difference of "
        + "their two exponents; its discriminative twin moves these weights freely.")
  }
}

extension Pen {
  /// A text that stands beside a product sign, in parentheses if it is a sum or has a sign.
  func parenthesizedIfSum(_ text: String) -> String {
    text.hasPrefix("-") || text.contains(" + ") || text.contains(" - ")
      ? parenthesized(text) : text
  }
}
