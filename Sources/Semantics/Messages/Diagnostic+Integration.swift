import Diagnostics
import Syntax

// Messages about what a query has to integrate out: E5, E9, E10, E14, E17, E18 and W2.
extension Diagnostic {
  static func cannotIntegrate(
    _ ids: [VariableID], _ child: VariableID, _ dependence: ModelChecker.Dependence,
    _ relevance: Relevance, _ e: TypedExpression, _ stage: QuestionStage, in model: TypedModel
  ) -> Diagnostic {
    let id = ids[0]
    let variable = model.variables[id]
    let (own, other) = (model.text(with: id), model.text(with: child))
    let how: String =
      switch dependence {
      case .throughNet(let net): "through the net `\(net)`"
      case .nonlinear, .exact: "in a way that has no closed form"
      }
    return Diagnostic(
      .cannotIntegrate,
      "cannot integrate \(variable.name) out of \(model.text(of: e)): \(other) depends on \(own) "
        + how, at: e.span,
      caption: "\(variable.name) is \(model.text(of: variable.type)) and is not mentioned",
      hint: model.waysOut(for: ids, of: relevance.query, e, in: stage))
  }

  static func latentOutsideGuide(
    _ missing: [VariableID], _ guide: GuideID, moving over: [Movable], at span: SourceSpan,
    in model: TypedModel
  ) -> Diagnostic {
    let variable = model.variables[missing[0]]
    let (name, type) = (model.guides[guide].name, model.text(of: variable.type))
    let added = missing.map { "`\(model.text(with: $0)) ~ ...`" }.joined(separator: ", ")
    let moved = missing.map { model.variables[$0].name } + over.map { model.text(of: $0) }
    return Diagnostic(
      .cannotIntegrate,
      "cannot integrate \(variable.name) out of elbo(\(name)): "
        + "`\(name)` gives it no distribution",
      at: span, caption: "\(variable.name) is \(type)",
      hint: "add \(added) to `guide \(name)`; or take a point, "
        + "`over \(moved.joined(separator: ", "))`")
  }

  static func noDensity(
    _ id: VariableID, _ value: TypedExpression, _ part: Variable.Part, _ e: TypedExpression,
    in model: TypedModel
  ) -> Diagnostic {
    let variable = model.variables[id]
    var reason = "`=` makes it a deterministic value"
    var hint = "give it a distribution, `observed \(model.text(with: id)) ~ …`"
    if case .apply(let function, _, _) = value.kind {
      let name = model.functions[function].name
      reason = "`\(name)` is not invertible"
      hint =
        "train adversarially (`maximize V over D`, `minimize V over \(name)`), or declare "
        + "`flow \(name)` with equal dimensions"
    }
    return Diagnostic(
      .noDensity, "\(variable.name) has samples but no density: \(reason)", at: e.span,
      caption: "\(model.text(with: id)) = \(model.text(of: value)) is declared on "
        + part.span.lineReference, hint: hint)
  }

  static func unknownNormaliser(
    _ energy: TypedExpression, _ summed: [VariableID], _ query: Query, _ e: TypedExpression,
    _ stage: QuestionStage, in model: TypedModel
  ) -> Diagnostic {
    var text = model.text(of: energy)
    for id in summed {
      text = text.replacing(model.text(with: id), with: model.variables[id].name)
    }
    let types = summed.map { model.text(of: model.variables[$0].type) }
    let isDiscrete = summed.allSatisfy { !model.variables[$0].isContinuous(in: model) }
    let method = isDiscrete ? "cd(steps = 1)" : "sgld(steps = 60, step = 1, noise = 0.01)"
    return Diagnostic(
      .unknownNormaliser,
      "\(model.text(of: e)) needs the normaliser of exp(\(text)), a sum over all of "
        + types.joined(separator: " and "), at: e.span,
      hint: "say how to estimate it, e.g. `\(stage.direction ?? "maximize") "
        + "\(model.text(of: stage.value)) using \(method)`")
  }

  static func movedButIntegrated(
    _ name: String, _ query: Query, _ e: TypedExpression, _ place: SourceSpan?,
    in model: TypedModel
  ) -> Diagnostic {
    Diagnostic(
      .movedButIntegrated,
      "\(name) is in `over`, but \(model.text(of: e)) has already integrated it out",
      at: e.span, caption: place == nil ? "\(name) is not mentioned in the query" : nil,
      labels: place.map { [Label("not mentioned in the query", at: $0)] } ?? [],
      hint: "condition on it, `log \(model.text(of: query, adding: [name], toTargets: false))`, "
        + "and add its prior for MAP: `+ log p(\(name))`")
  }

  static func ignoredData(
    _ id: VariableID, _ query: Query, _ e: TypedExpression, in model: TypedModel
  ) -> Diagnostic {
    let variable = model.variables[id]
    let isSummed = !variable.isContinuous(in: model)
    let name = variable.name
    return Diagnostic(
      .ignoredData,
      "\(model.text(of: e)) \(isSummed ? "sums" : "integrates") over \(name) although \(name) is "
        + "observed on every row", at: e.span,
      hint: "`log \(model.text(of: query, adding: [name], toTargets: true))` uses the "
        + (isSummed ? "labels" : "data"), severity: .warning)
  }

  static func crossingSwitches(
    _ a: VariableID, _ b: VariableID, _ child: VariableID, at span: SourceSpan?,
    in model: TypedModel
  ) -> Diagnostic {
    let part = model.variables[child].parts[0]
    let plates = [a, b].map { id in
      model.variables[id].indices.map { model.indices[$0] }
    }
    let letters = plates.flatMap { $0.map(\.name) }
    let counts = [a, b].map { model.stateCount(of: $0) }
    let sizes = plates.map { list in
      list.map { model.text(of: $0.set) }.joined(separator: "*")
    }
    let terms =
      counts[0] == counts[1]
      ? "\(counts[0])^(\(sizes[0])+\(sizes[1]))"
      : "\(counts[0])^\(sizes[0]) * \(counts[1])^\(sizes[1])"
    let (first, second) = (model.text(with: a), model.text(with: b))
    let family = model.variables[a].type == .bool ? "Bernoulli" : "Categorical"
    let index = first.drop { $0 != "[" }
    return Diagnostic(
      .crossingSwitches,
      "summing out \(first) and \(second) exactly takes \(terms) terms: every "
        + "\(model.variables[a].name) meets every \(model.variables[b].name) in "
        + model.text(with: child), at: span ?? part.span,
      caption: "joins plates \(letters.joined(separator: " and "))",
      labels: [a, b].map { Label("", at: model.variables[$0].span) },
      hint: "put one of them in a guide, `guide q { \(first) ~ \(family)(m\(index)) }`")
  }

  static func playersShareWeights(
    _ movable: Movable, at span: SourceSpan, other: Objective.Stage, otherPlace: SourceSpan,
    in model: TypedModel
  ) -> Diagnostic {
    let name = model.text(of: movable)
    return Diagnostic(
      .playersShareWeights, "two players move the same weights", at: span,
      caption: "\(name) already \(other.direction.rawValue)s \(model.text(of: other.value)) on "
        + otherPlace.lineReference, labels: [Label("", at: otherPlace)],
      hint: "give each player its own nets; for one objective with several terms, add them in "
        + "one statement")
  }
}

extension TypedModel {
  /// Returns a query with more names among its targets or conditions.
  func text(of query: Query, adding names: [String], toTargets: Bool) -> String {
    let whole = text(of: query)
    guard whole.hasSuffix(")") else { return whole }
    let added = names.joined(separator: ", ")
    if toTargets {
      guard let bar = whole.firstRange(of: " | ") else { return "\(whole.dropLast()), \(added))" }
      return whole[..<bar.lowerBound] + ", \(added)" + whole[bar.lowerBound...]
    }
    return query.conditions.isEmpty
      ? "\(whole.dropLast()) | \(added))" : "\(whole.dropLast()), \(added))"
  }

  /// The number of values of a switch: `2`, `10`, or the name of its set.
  func stateCount(of id: VariableID) -> String {
    switch variables[id].type {
    case .member(let set): staticSize(of: set).map(String.init) ?? text(of: set)
    default: "2"
    }
  }
}
