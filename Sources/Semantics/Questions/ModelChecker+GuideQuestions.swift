import Diagnostics
import Syntax

// What can be said of a guide's bound and of its queries from the model alone.
extension ModelChecker {
  mutating func askGuides(_ stage: QuestionStage) {
    var bounds: [(guide: GuideID, e: TypedExpression)] = []
    var queries: [Query] = []
    stage.value.forEach { inner in
      switch inner.kind {
      case .elbo(let id): bounds.append((id, inner))
      case .logQuery(let query): queries.append(query)
      case .expectation(let draws, _):
        for draw in draws {
          if case .query(let query) = draw.distribution.kind { queries.append(query) }
        }
      default: break
      }
    }
    for query in queries { reportMissingTargets(query) }
    for (guide, e) in bounds { reportMissingLatents(guide, e, stage) }
  }

  /// A target that the guide says nothing about.
  private mutating func reportMissingTargets(_ query: Query) {
    guard case .guide(let id) = query.density, !brokenGuides.contains(id),
      let known = model.approximated(by: id)
    else { return }
    for item in query.targets {
      let missing = model.variables(in: item).first { !known.contains($0) }
      if let missing {
        report(
          .notInGuide(
            model.guides[id].name, model.text(with: missing), at: item.span))
      }
    }
  }

  /// A bound sums out the switches that the guide leaves out; real latents have to be in it.
  private mutating func reportMissingLatents(
    _ guide: GuideID, _ e: TypedExpression, _ stage: QuestionStage
  ) {
    guard let known = model.approximated(by: guide), !brokenGuides.contains(guide),
      model.variables.ids.allSatisfy({ model.isSound($0) })
    else { return }
    let left = model.variables.ids.filter { id in
      model.variables[id].guide == nil && !known.contains(id)
        && !stage.over.contains(.variable(id))
        && model.variables[id].parts.contains { $0.role == .latent }
    }
    let missing = left.filter { model.variables[$0].isContinuous(in: model) }
    if !missing.isEmpty {
      report(.latentOutsideGuide(missing, guide, moving: stage.over, at: e.span, in: model))
    } else if let problem = crossingSwitches(left, Set(model.variables.ids)) {
      report(problem)
    }
  }
}
