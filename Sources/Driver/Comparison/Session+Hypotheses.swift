import Binding
import Diagnostics
import Semantics

/// The hypotheses of one comparison.
struct HypothesisGroup: Sendable {
  /// What they are judged by.
  let criterion: String
  let hypotheses: [Hypothesis]
}

extension Session {
  /// What the command line compares: a hyper over values, files, or what the file's `compare`
  /// statements say.
  mutating func hypotheses() throws(CommandFailure) -> (
    groups: [HypothesisGroup], trained: [TrainedComparison]
  ) {
    let grids = try invocation.texts(.over).map { text throws(CommandFailure) in
      try overGrid(text)
    }
    if invocation.operands.count > 1 || !grids.isEmpty {
      var all: [Hypothesis] = []
      for path in invocation.operands {
        let chosen = try chooseModel(at: path)
        for settings in combinations(of: grids) {
          let values = settings.map { "\($0.name) = \($0.value)" }.joined(separator: ", ")
          let name =
            invocation.operands.count == 1
            ? values : [chosen.model.name, values].filter { !$0.isEmpty }.joined(separator: ", ")
          all.append(
            Hypothesis(name: name, chosen: chosen, settings: settings, method: evidenceMethod))
        }
      }
      return ([HypothesisGroup(criterion: "log p(data)", hypotheses: all)], [])
    }
    return try stated()
  }

  /// Reads `--over h=a,b,c`.
  private func overGrid(_ text: String) throws(CommandFailure) -> (name: String, values: [String]) {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    let values = parts.last?.split(separator: ",").map(String.init) ?? []
    guard parts.count == 2, !values.isEmpty else {
      throw .usage(
        UsageError(
          "`--over \(text)`: write `--over alpha=0.1,1,10`", hint: "a hyper and its values"))
    }
    return (parts[0], values)
  }

  /// The comparisons that the model or the family of the file states.
  private mutating func stated() throws(CommandFailure) -> (
    groups: [HypothesisGroup], trained: [TrainedComparison]
  ) {
    let path = invocation.operands[0]
    guard let file = load(path) else { throw .diagnosed }
    try stopOnError()
    let wanted = invocation.text(.model)
    let families = file.typed.families.filter {
      !$0.comparisons.isEmpty && (wanted == nil || wanted == $0.name)
    }
    let models = file.typed.models.filter {
      !$0.comparisons.isEmpty && (wanted == nil || wanted == $0.name)
    }
    guard families.count + models.count > 0 else {
      throw .usage(
        UsageError(
          "`\(path)` states no comparison" + (wanted.map { " of `\($0)`" } ?? ""),
          hint: "`--over alpha=0.1,1,10`, several files, or `compare alpha in {…} by log p(…)`"))
    }
    var groups: [HypothesisGroup] = []
    var trained: [TrainedComparison] = []
    for family in families {
      let chosen = ChosenModel(model: family.model, objectives: [], family: family, path: path)
      for comparison in family.comparisons {
        if let found = try trainedComparison(comparison, of: chosen) {
          trained.append(found)
          continue
        }
        groups.append(try group(comparison, of: family.model, family.members, path))
      }
    }
    for model in models {
      let chosen = ChosenModel(model: model, objectives: model.objectives, path: path)
      for comparison in model.comparisons {
        if let found = try trainedComparison(comparison, of: chosen) {
          trained.append(found)
          continue
        }
        groups.append(try group(comparison, of: model, [], path))
      }
    }
    return (groups, trained)
  }

  private mutating func group(
    _ comparison: Comparison, of model: TypedModel, _ members: [TypedFamily.Member],
    _ path: String
  ) throws(CommandFailure) -> HypothesisGroup {
    if comparison.isHeldOut {
      log.insert(.untrainedComparison(at: comparison.span))
      throw .diagnosed
    }
    let method = try method(of: comparison)
    let chosen = ChosenModel(model: model, objectives: [], path: path)
    func made(
      _ name: String?, _ grids: [ValueGrid], _ stage: Objective.Stage?
    ) throws(CommandFailure) -> [Hypothesis] {
      let listed = try grids.map { grid throws(CommandFailure) in
        let name = model.variables[grid.variable].name
        guard let values = model.settings(of: grid) else {
          throw .run(
            "the values of `\(name)` in `compare` are no constants",
            hint: "write numbers, or `--over \(name)=…`")
        }
        return (name: name, values: values)
      }
      return combinations(of: listed).map { settings in
        let values = settings.map { "\($0.name) = \($0.value)" }.joined(separator: ", ")
        let text = [name ?? "", values].filter { !$0.isEmpty }.joined(separator: ", ")
        return Hypothesis(
          name: text, chosen: chosen, settings: settings, stage: stage,
          value: comparison.value, method: method)
      }
    }
    var all: [Hypothesis] = []
    switch comparison.subject {
    case .grids(let grids): all = try made(nil, grids, nil)
    case .members:
      for member in members {
        guard member.objective.stages.count == 1 else {
          log.insert(.stagedMember(member.name, at: member.span))
          throw .diagnosed
        }
        let name = members.count > 1 || member.grids.isEmpty ? member.name : nil
        all += try made(name, member.grids, member.objective.stages[0])
      }
    }
    return HypothesisGroup(
      criterion: model.text(of: comparison.value), hypotheses: all)
  }

  /// The method of the command line, or else the one after `using`.
  private mutating func method(
    of comparison: Comparison
  ) throws(CommandFailure) -> EvidenceMethod {
    if invocation.has(.evidenceMethod) { return evidenceMethod }
    switch comparison.estimator?.method {
    case nil: return .auto
    case .laplace: return .laplace
    case .bridge: return .bridge
    case .smc: return .smc
    case .ais: return .ais
    case .elbo: return .elbo
    case .iwae: return .iwae
    case .quadrature: return .quadrature
    case .reparam, .score, .enumerate, .sgld, .cd:
      log.insert(
        .unusableEstimator(
          comparison.estimator?.method.rawValue ?? "", at: comparison.estimator?.span))
      throw .diagnosed
    }
  }

  /// Every choice of one value from each grid, the last grid fastest.
  private func combinations(
    of grids: [(name: String, values: [String])]
  ) -> [[(name: String, value: String)]] {
    grids.reduce([[]]) { prefixes, grid in
      prefixes.flatMap { prefix in grid.values.map { prefix + [(grid.name, $0)] } }
    }
  }
}

extension Diagnostic {
  fileprivate static func untrainedComparison(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .noObjective, "held-out rows compare what is trained, and nothing is", at: span,
      hint: "add one `maximize …` to the model, or compare by its evidence, `log p(…)`")
  }

  fileprivate static func stagedMember(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      .notYetLowered, "the member `\(name)` has several stages, which cannot be run yet", at: span)
  }

  fileprivate static func unusableEstimator(_ name: String, at span: SourceSpan?) -> Diagnostic {
    Diagnostic(
      .notYetLowered, "`using \(name)` does not estimate an evidence here", at: span,
      hint: "`using bridge`, `smc`, `ais`, `laplace`, `quadrature`, `elbo` or `iwae`, or nothing")
  }
}
