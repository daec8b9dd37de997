import Diagnostics
import Syntax

// What can be said of a query from the model alone: E5, E9, E10, E14, E17 and W2.
extension ModelChecker {
  mutating func ask(_ stage: QuestionStage) {
    if stage.value.type.isPoison { return }
    let queries = model.logQueries(in: stage.value)
    let mentioned = queries.reduce(into: Set<VariableID>()) { result, row in
      result.formUnion(model.variables(namedBy: row.query))
    }
    askGuides(stage)
    for (query, e) in queries {
      let relevance = Relevance(query, in: model)
      // What has had a message says nothing about a query.
      if relevance.relevant.contains(where: { !model.isSound($0) }) { continue }
      if ask(relevance, e, stage) { continue }
      warnOfIgnoredData(relevance, e, mentioned)
    }
  }

  /// Returns whether something was reported.
  private mutating func ask(
    _ relevance: Relevance, _ e: TypedExpression, _ stage: QuestionStage
  ) -> Bool {
    if let problem = movedButIntegrated(relevance, e, stage) ?? noDensity(relevance, e)
      ?? unknownNormaliser(relevance, e, stage)
    {
      report(problem)
      return true
    }
    if stage.estimator != nil { return false }
    if let problem = crossingSwitches(relevance.integrated, relevance.relevant)
      ?? cannotIntegrate(relevance, e, stage)
    {
      report(problem)
      return true
    }
    return false
  }

  private func movedButIntegrated(
    _ relevance: Relevance, _ e: TypedExpression, _ stage: QuestionStage
  ) -> Diagnostic? {
    for movable in stage.over {
      guard case .variable(let id) = movable, relevance.integrated.contains(id) else { continue }
      let place = overPlaces[stage.span]?.first { $0.movable == movable }?.place
      return .movedButIntegrated(model.variables[id].name, relevance.query, e, place, in: model)
    }
    return nil
  }

  /// E9: a target is the value of a net.
  private func noDensity(_ relevance: Relevance, _ e: TypedExpression) -> Diagnostic? {
    for id in relevance.targets.sorted() {
      for part in model.variables[id].parts where part.role == .observed {
        guard case .expression(let value) = part.definition else { continue }
        if case .apply(let function, _, _) = value.kind,
          model.functions[function].kind == .flow
        {
          continue
        }
        return .noDensity(id, value, part, e, in: model)
      }
    }
    return nil
  }

  /// E10: the energy's variables that are not conditioned on are more than a few switches.
  private func unknownNormaliser(
    _ relevance: Relevance, _ e: TypedExpression, _ stage: QuestionStage
  ) -> Diagnostic? {
    if stage.estimator != nil { return nil }
    for id in relevance.targets.sorted() {
      for part in model.variables[id].parts {
        let energy: TypedExpression
        let variables: [VariableID]
        switch part.definition {
        case .jointFactor(let position) where model.factors.indices.contains(position):
          energy = model.factors[position].logValue
          variables = model.factors[position].defines
        case .distribution(let distribution):
          guard case .energy(let e) = distribution.kind else { continue }
          energy = e
          variables = [id]
        case .none, .expression, .jointFactor: continue
        }
        if energy.type.isPoison { continue }
        let summed = variables.filter { !relevance.conditions.contains($0) }
        guard !summed.allSatisfy({ model.variables[$0].type.isSwitch }) else { continue }
        return .unknownNormaliser(energy, summed, relevance.query, e, stage, in: model)
      }
    }
    return nil
  }

  /// W2: an observed variable that no query of the stage mentions.
  private mutating func warnOfIgnoredData(
    _ relevance: Relevance, _ e: TypedExpression, _ mentioned: Set<VariableID>
  ) {
    let hasData = relevance.targets.contains { id in
      model.variables[id].parts.contains { $0.role == .observed || $0.role == .partial }
    }
    guard hasData else { return }
    for id in relevance.integrated where !mentioned.contains(id) {
      let isObserved = model.variables[id].parts.allSatisfy { $0.role == .observed }
      if isObserved { report(.ignoredData(id, relevance.query, e, in: model)) }
    }
  }

  /// E17: two switches on different plates meet in one child.
  func crossingSwitches(
    _ integrated: [VariableID], _ relevant: Set<VariableID>
  ) -> Diagnostic? {
    let switches = Set(integrated.filter { model.variables[$0].type.isSwitch })
    if switches.count < 2 { return nil }
    for child in relevant.sorted() {
      let parents = model.parents(of: child)
      let own = Set(model.variables[child].indices)
      let met = parents.filter { id in
        switches.contains(id) && Set(model.variables[id].indices).isSubset(of: own)
      }.sorted()
      for (position, a) in met.enumerated() {
        for b in met[(position + 1)...] {
          let (first, second) = (plates(of: a), plates(of: b))
          if !first.isSubset(of: second), !second.isSubset(of: first), !isSmall(a), !isSmall(b) {
            return .crossingSwitches(a, b, child, at: headSpans[child], in: model)
          }
        }
      }
    }
    return nil
  }

  /// Whether all joint states of a switch's elements are few enough to go through.
  private func isSmall(_ id: VariableID) -> Bool {
    guard var joint = Int(model.stateCount(of: id)) else { return false }
    for letter in plates(of: id) {
      guard let size = model.staticSize(of: model.indices[letter].set), size <= 16 else {
        return false
      }
      let states = joint
      joint = 1
      for _ in 0..<max(0, size) where joint <= 1 << 16 { joint *= min(states, 1 << 16) }
    }
    return joint <= 1 << 16
  }

  private func plates(of id: VariableID) -> Set<IndexID> {
    Set(
      model.variables[id].indices.filter { model.indexSets[model.indices[$0].set].kind != .axis })
  }
}

extension TypedModel {
  /// Whether neither the type nor a statement of a variable has had a message.
  func isSound(_ id: VariableID) -> Bool {
    !variables[id].type.isPoison
      && variables[id].parts.allSatisfy { part in
        switch part.definition {
        case .none: true
        case .jointFactor(let position): factors.indices.contains(position)
        case .distribution(let distribution): !distribution.type.isPoison
        case .expression(let e): !e.type.isPoison
        }
      }
  }
}

extension ValueType {
  /// Whether it has finitely many values, few enough to sum over.
  var isSwitch: Bool {
    switch self {
    case .bool, .member: true
    case .real, .positive, .unit, .interval, .spread, .int, .nat, .simplex, .ordered,
      .positiveOrdered, .covariance, .correlation, .choleskyFactor, .choleskyCorrelation,
      .weights, .array, .optional, .record, .group, .poison:
      false
    }
  }
}
