public import Diagnostics
import Syntax

// What to do about latents that cannot be integrated out: every way works when it is followed.
extension TypedModel {
  /// Returns ways out for latents that the log density of a query has to integrate out and cannot,
  /// where the query stands in an objective or a comparison of the model.
  ///
  /// - Parameter ids: the latents, in the order of the tables.
  /// - Returns: a hint; `nil` if no objective and no comparison contains the query.
  public func waysOut(for ids: [VariableID], ofQueryAt span: SourceSpan) -> String? {
    for stage in objectives.flatMap(\.stages) {
      for (query, e) in logQueries(in: stage.value) where query.span == span {
        let question = QuestionStage(
          value: stage.value, over: stage.over, estimator: stage.estimator,
          direction: stage.direction.rawValue, span: stage.span)
        return waysOut(for: ids, of: query, e, in: question)
      }
    }
    for comparison in comparisons where comparison.estimator == nil {
      let queries = logQueries(in: comparison.value)
      if queries.contains(where: { $0.query.span == span }) {
        return wayOut(ofComparing: comparison.value)
      }
    }
    return nil
  }

  /// A guide; and a point, or draws where there is no best point: a moved scale shrinks around
  /// latents that it is the scale of, or around data that have a latent for each.
  func waysOut(
    for ids: [VariableID], of query: Query, _ e: TypedExpression, in stage: QuestionStage
  ) -> String {
    guard let direction = stage.direction else { return wayOut(ofComparing: stage.value) }
    func asking(_ other: String) -> String {
      let (whole, part) = (text(of: stage.value), text(of: e))
      let value = whole.contains(part) ? whole.replacing(part, with: other) : other
      return "`\(direction) \(value)"
    }
    let names = ids.map { variables[$0].name }
    let bound = wayByGuide(ids, moving: stage.over)
    let guided = bound.added + asking("elbo(\(bound.guide))") + "`"
    // What the data know in part is no point.
    guard ids.allSatisfy({ variables[$0].parts[0].role == .latent }) else { return guided }
    let hasMaximum = stage.over.allSatisfy { movable in
      guard case .variable(let moved) = movable else { return true }
      return ids.allSatisfy { $0 == moved || !shrinks(moved, around: $0) }
    }
    if hasMaximum {
      let moved = names + stage.over.map { text(of: $0) }.filter { !names.contains($0) }
      return "\(guided); or take a point, "
        + asking("log \(text(of: query, adding: names, toTargets: true))")
        + " over \(moved.joined(separator: ", "))`"
    }
    let isSampled = stage.over.allSatisfy { if case .variable = $0 { true } else { false } }
    guard isSampled else { return guided }
    let params = stage.over.compactMap { movable -> String? in
      guard case .variable(let id) = movable, variables[id].parts[0].role == .parameter
      else { return nil }
      return "`latent \(text(with: id)) ~ ...`"
    }
    let priors = params.isEmpty ? "" : "give priors, \(params.joined(separator: ", ")), "
    return "\(guided); or \(priors)leave the objective out and draw with `gmc sample`"
  }

  /// Hypotheses are compared by approximate evidences if that is asked for.
  private func wayOut(ofComparing value: TypedExpression) -> String {
    "say how to approximate it, `by \(text(of: value)) using bridge`"
  }

  /// What a guide needs before its bound can take the place of a log density.
  ///
  /// All real latents have to be in it. A guide that is there is used.
  private func wayByGuide(
    _ ids: [VariableID], moving over: [Movable]
  ) -> (added: String, guide: String) {
    let needed = variables.ids.filter { id in
      ids.contains(id)
        || variables[id].guide == nil && variables[id].isContinuous(in: self)
          && !over.contains(.variable(id))
          && variables[id].parts.contains { $0.role == .latent }
    }
    let id = guides.ids.first
    let known = id.flatMap { approximated(by: $0) }
    if let id, known == nil { return ("", guides[id].name) }
    let missing = needed.filter { known?.contains($0) != true }
    let statements = missing.map { text(with: $0) + " ~ ..." }
    if let id {
      let text = statements.map { "`\($0)`" }.joined(separator: ", ")
      return (
        missing.isEmpty ? "" : "add \(text) to `guide \(guides[id].name)` and ",
        guides[id].name
      )
    }
    let taken = Set(variables.ids.map { variables[$0].name })
      .union(functions.ids.map { functions[$0].name })
      .union(indices.ids.map { indices[$0].name })
    let name = ["q", "guess", "nearby", "approximation"].first { !taken.contains($0) } ?? "guide1"
    return ("add `guide \(name) { \(statements.joined(separator: "; ")) }` and ", name)
  }

  /// Whether the joint density of a latent may grow without end as something moves: the latent's
  /// own distribution depends on it, or it spreads a child that has an element of the latent for
  /// each of its own.
  private func shrinks(_ moved: VariableID, around id: VariableID) -> Bool {
    if depends(on: moved, parents(of: id)) { return true }
    let letters = Set(variables[id].indices)
    return variables.ids.contains { child in
      child != id && variables[child].isRandom && variables[child].guide == nil
        && !variables[child].indices.isEmpty && letters.isSuperset(of: variables[child].indices)
        && depends(on: id, parents(of: child))
        && variables[child].parts.contains { part in
          guard case .distribution(let distribution) = part.definition,
            case .family(_, let arguments) = distribution.kind
          else { return false }
          return arguments.contains { name, value in
            name.isSpread && depends(on: moved, variablesRead(by: value))
          }
        }
    }
  }

  /// Whether some of the variables is another one or depends on it.
  private func depends(on other: VariableID, _ ids: [VariableID]) -> Bool {
    var seen: Set<VariableID> = []
    var waiting = ids
    while let next = waiting.popLast() {
      if next == other { return true }
      if seen.insert(next).inserted { waiting += parents(of: next) }
    }
    return false
  }
}

extension ParameterName {
  /// Whether a density grows without end as the parameter goes to the edge of its domain.
  fileprivate var isSpread: Bool {
    switch self {
    case .sd, .variance, .precision, .covariance, .cholesky, .scale, .bandwidth: true
    case .mean, .degrees, .rate, .shape, .a, .b, .lower, .upper, .concentration, .probability,
      .logit, .probabilities, .logits, .trials, .eta, .value, .cuts, .data, .members, .rate1,
      .rate2:
      false
    }
  }
}
