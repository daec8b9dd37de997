import Semantics

/// Bounds of guides, in their two forms.
extension Deriver {
  /// The guides whose bounds an expression asks for.
  func bounds(in e: TypedExpression) -> [GuideID] {
    if case .elbo(let id) = e.kind { return [id] }
    return e.children.flatMap { bounds(in: $0) }
  }

  /// Writes a bound as an expectation of log p - log q, and as a fit less a divergence.
  mutating func expandBound(_ id: GuideID) {
    let guide = model.guides[id]
    let own: Set<VariableID>
    switch guide.body {
    case .named: own = Set(latents.filter { !isFinite($0) })
    case .statements(let statements): own = Set(statements.map(\.variable))
    }
    func list(_ ids: [VariableID]) -> String {
      ids.map { formula.variable($0, []) }.joined(separator: ", ")
    }
    let draws = list(randomVariables.filter { own.contains($0) })
    let left = latents.filter { !own.contains($0) }
    let known = list(randomVariables.filter { !own.contains($0) && !left.contains($0) })
    let q = pen.name(guide.name)
    let mean = pen.word("\\mathbb{E}_{\(q)}", "E_\(q)")
    let log = pen.word("\\log", "log")
    let bar = pen.word("\\mid", "|")
    let title = pen.function("elbo", [guide.name])
    say(
      "The bound of \(inline(q)) is the mean of a difference, for draws of \(inline(draws)):",
      "\(title) = \(mean)[\(log) p(\(known), \(draws)) - \(log) \(q)(\(draws))]")
    say(
      "The same is how well the draws explain the data, less how far they are from their prior:",
      "\(title) = \(mean)[\(log) p(\(known) \(bar) \(draws))] - "
        + "\(pen.word("\\mathrm{KL}", "KL"))(\(q)(\(draws)) \(pen.word("\\,\\|\\,", "||")) "
        + "p(\(draws)))")
    for id in left {
      say("\(inline(formula.variable(id))) is not in \(inline(q)) and is summed out exactly.")
    }
    say(
      "It is below \(inline("\(log) p(\(known))")), by the divergence of \(inline(q)) from the "
        + "posterior.")
    guard case .statements(let statements) = guide.body else { return }
    let product = statements.map { statement in
      let names = statement.indices.map { pen.name(model.indices[$0].name) }
      let value = formula.variable(statement.variable, names)
      return productOverPlates(
        formula.distribution(statement.distribution, of: value), statement.indices)
    }
    say("The guide is", pen.lines("\(q)(\(draws))", " = ", product, pen.word("\\;", " · ")))
  }
}
