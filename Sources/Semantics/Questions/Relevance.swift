/// What a query of the model's own density mentions, and what it has to integrate out.
struct Relevance {
  let query: Query
  let targets: Set<VariableID>
  let conditions: Set<VariableID>
  /// The random variables on which the mentioned ones depend and which are not mentioned, in the
  /// order of the tables.
  var integrated: [VariableID] = []
  /// All variables of which the density's factors count.
  var relevant: Set<VariableID> = []

  var mentioned: Set<VariableID> { targets.union(conditions) }

  init(_ query: Query, in model: TypedModel) {
    self.query = query
    targets = Set(query.targets.flatMap { model.variables(in: $0) })
    conditions = Set(query.conditions.flatMap { model.variables(in: $0) })
    collect(in: model)
  }

  /// Walks from the targets against the arrows; a mentioned condition counts only if something
  /// random that is not fixed points at it.
  private mutating func collect(in model: TypedModel) {
    var found: Set<VariableID> = []
    var frontier = targets
    while !frontier.isEmpty {
      var next: Set<VariableID> = []
      for id in frontier {
        relevant.insert(id)
        for parent in model.storyParents(of: id) where !conditions.contains(parent) {
          if !targets.contains(parent), model.variables[parent].isRandom { found.insert(parent) }
          if !relevant.contains(parent) { next.insert(parent) }
        }
      }
      // Conditions below what is open are evidence about it.
      if next.isEmpty {
        let open = found.union(targets)
        for id in conditions where !relevant.contains(id) && model.variables[id].isRandom {
          if model.storyParents(of: id).contains(where: { dependsOn(open, $0, model) }) {
            next.insert(id)
          }
        }
      }
      frontier = next
    }
    integrated = found.subtracting(mentioned).sorted()
  }

  /// Whether a variable is one of the open ones or a deterministic value of them.
  private func dependsOn(
    _ open: Set<VariableID>, _ id: VariableID, _ model: TypedModel
  ) -> Bool {
    if open.contains(id) { return true }
    guard !model.variables[id].isRandom, !conditions.contains(id) else { return false }
    return model.storyParents(of: id).contains { dependsOn(open, $0, model) }
  }
}

extension TypedModel {
  /// The parents of a variable; for one of several with a joint density, also those of the density
  /// and the others that it joins.
  func storyParents(of id: VariableID) -> [VariableID] {
    var result = parents(of: id)
    for factor in factors where factor.defines.contains(id) {
      for read in variablesRead(by: factor.logValue) + factor.defines
      where read != id && !result.contains(read) {
        result.append(read)
      }
    }
    return result
  }

  /// The log queries in a value of the model's own density, also inside abbreviations.
  func logQueries(in value: TypedExpression) -> [(query: Query, expression: TypedExpression)] {
    var result: [(query: Query, expression: TypedExpression)] = []
    var seen: Set<VariableID> = []
    func look(_ e: TypedExpression) {
      e.forEach { inner in
        switch inner.kind {
        case .logQuery(let query):
          if case .model = query.density { result.append((query, inner)) }
        case .variable(let id, _) where variables[id].isAbbreviation:
          guard seen.insert(id).inserted else { return }
          for part in variables[id].parts {
            if case .expression(let value) = part.definition { look(value) }
          }
        default: break
        }
      }
    }
    look(value)
    return result
  }

  /// The variables that a guide gives distributions; `nil` for a named one, which covers all.
  func approximated(by id: GuideID) -> Set<VariableID>? {
    switch guides[id].body {
    case .named: nil
    case .statements(let statements): Set(statements.map(\.variable))
    }
  }
}
