import Semantics

extension Story {
  /// Draws the queries of an objective instead of the joint: what a query against the arrows asks
  /// for gets arrows from all right of its bar; what no query asks for gets none.
  mutating func contract(to question: Objective, of model: TypedModel) {
    var collector = QueryCollector(model: model)
    for stage in question.stages { collector.visit(stage.value) }
    let queries = collector.queries.filter { $0.density == .model }
    let contracted = queries.filter { isAgainstArrows($0, model) }
    guard !contracted.isEmpty else { return }

    let asForward = Set(
      queries.filter { !isAgainstArrows($0, model) }.flatMap { model.variables(of: $0.targets) })
    for i in stanzas.indices where stanzas[i].style == .story {
      guard case .variable(let id) = stanzas[i].child, !asForward.contains(id) else { continue }
      guard let query = contracted.first(where: { model.variables(of: $0.targets).contains(id) })
      else {
        stanzas[i].references = []
        continue
      }
      let targets = Set(model.variables(of: query.targets))
      let inner = stanzas[i].references.filter { reference in
        guard case .variable(let parent) = reference.target else { return true }
        return targets.contains(parent)
      }
      let conditions = model.variables(of: query.conditions).filter { !targets.contains($0) }
      // What is outside a chain points at one slice, so only at the main statement.
      let isMain = stanzas[i].region.allSatisfy { $0 == .all }
      stanzas[i].references =
        inner
        + conditions.filter { isMain || !model.ownPlaces(of: $0).isEmpty }
        .map { Reference(target: .variable($0), places: model.ownPlaces(of: $0)) }
    }
    let mentioned = Set(queries.flatMap { model.variables(of: $0.targets + $0.conditions) })
    variables.removeAll { id in
      let role = model.variables[id].parts.first?.role
      return (role == .latent || role == .observed || role == .partial) && !mentioned.contains(id)
    }
  }

  private func parentsInStory() -> [VariableID: Set<VariableID>] {
    var parents: [VariableID: Set<VariableID>] = [:]
    for stanza in stanzas where stanza.style == .story {
      guard case .variable(let child) = stanza.child else { continue }
      for reference in stanza.references {
        if case .variable(let parent) = reference.target {
          parents[child, default: []].insert(parent)
        }
      }
    }
    return parents
  }

  /// Whether something right of the bar depends on something left of it.
  private func isAgainstArrows(_ query: Query, _ model: TypedModel) -> Bool {
    let parents = parentsInStory()
    let targets = Set(model.variables(of: query.targets))
    var reached: Set<VariableID> = []
    var open = model.variables(of: query.conditions)
    while let next = open.popLast() {
      for parent in parents[next] ?? [] where reached.insert(parent).inserted {
        open.append(parent)
      }
    }
    return !reached.isDisjoint(with: targets)
  }
}

extension TypedModel {
  /// The variables that items of a query name, groups by their members.
  fileprivate func variables(of items: [QueryItem]) -> [VariableID] {
    items.flatMap { item in
      switch item.subject {
      case .variable(let id, _): [id]
      case .group(let id): groups[id].members
      }
    }
  }
}

/// Collects the queries of an objective, through abbreviations.
private struct QueryCollector {
  let model: TypedModel
  private(set) var queries: [Query] = []
  private var seen: Set<VariableID> = []

  init(model: TypedModel) { self.model = model }

  mutating func visit(_ expression: TypedExpression) {
    switch expression.kind {
    case .number, .boolean, .infinity, .none, .local, .index, .member, .endpoint, .indexSet,
      .range, .group, .elbo, .known, .poison:
      break
    case .variable(let id, let subscripts):
      visitAll(subscripts)
      guard seen.insert(id).inserted else { return }
      for part in model.variables[id].parts where part.role == .abbreviation {
        if case .expression(let value) = part.definition { visit(value) }
      }
    case .element(let array, let subscripts): visitAll([array] + subscripts)
    case .field(let record, _): visit(record)
    case .unary(_, let operand): visit(operand)
    case .binary(_, let left, let right): visitAll([left, right])
    case .conditional(let condition, let then, let otherwise):
      visitAll([condition, then, otherwise])
    case .call(_, let arguments), .vector(let arguments): visitAll(arguments)
    case .apply(_, let arguments, let weights):
      visitAll(arguments)
      if let weights { visit(weights) }
    case .reduction(_, _, let condition, let body):
      if let condition { visit(condition) }
      visit(body)
    case .expectation(_, let body): visit(body)
    case .logQuery(let query): queries.append(query)
    }
  }

  private mutating func visitAll(_ expressions: [TypedExpression]) {
    for expression in expressions { visit(expression) }
  }
}
