public import Binding
public import Semantics
import Syntax

/// A log density that an objective takes away.
public struct Subtraction: Sendable {
  /// How many times, more than 0.
  public let weight: Double
  public let query: Query
}

extension BoundModel {
  /// The log densities that an objective takes away and that no other term of it makes up for.
  ///
  /// Nothing bounds them: a density may go to 0, so the objective need not have a maximum. A term
  /// b log p(A, B | C) makes up for -a log p(A | B, C) where a ≤ b, since the difference is
  /// (b - a) log p(A, B | C) + a log p(B | C), of which neither is taken away.
  public func subtractions(in stage: Objective.Stage) -> [Subtraction] {
    let sign: Double = stage.direction == .maximize ? 1 : -1
    var weights: [Sides: Double] = [:]
    var queries: [(sides: Sides, query: Query)] = []
    for term in terms(of: stage.value, sign) {
      guard let sides = Sides(of: term.query, in: model) else { continue }
      if weights[sides] == nil { queries.append((sides, term.query)) }
      weights[sides, default: 0] += term.weight
    }
    return queries.compactMap { sides, query in
      guard let weight = weights[sides], weight < 0 else { return nil }
      let isMadeUpFor = weights.contains { other, most in
        -weight <= most && other.conditions.isSubset(of: sides.conditions)
          && other.targets
            == sides.targets.union(sides.conditions.subtracting(other.conditions))
      }
      return isMadeUpFor ? nil : Subtraction(weight: -weight, query: query)
    }
  }

  /// The queries that a sum consists of, as far as their weights are numbers.
  private func terms(
    of expression: TypedExpression, _ weight: Double
  ) -> [(weight: Double, query: Query)] {
    let e = model.spelledOut(expression)
    if case .logQuery(let query) = e.kind { return [(weight, query)] }
    if case .unary(.negate, let x) = e.kind { return terms(of: x, -weight) }
    guard case .binary(let op, let x, let y) = e.kind else { return [] }
    switch op {
    case .add: return terms(of: x, weight) + terms(of: y, weight)
    case .subtract: return terms(of: x, weight) + terms(of: y, -weight)
    case .multiply:
      if let factor = number(x) { return terms(of: y, weight * factor) }
      return number(y).map { terms(of: x, weight * $0) } ?? []
    case .divide: return number(y).map { terms(of: x, weight / $0) } ?? []
    case .or, .and, .less, .greater, .lessOrEqual, .greaterOrEqual, .equal, .notEqual, .contract,
      .power:
      return []
    }
  }
}

/// What a query of the model's own density asks for, and given what, in whole variables.
private struct Sides: Hashable {
  let targets: Set<VariableID>
  let conditions: Set<VariableID>

  /// `nil` for a query of elements or values, or of another density.
  init?(of query: Query, in model: TypedModel) {
    func variables(_ items: [QueryItem]) -> Set<VariableID>? {
      var result: Set<VariableID> = []
      for item in items {
        if item.value != nil { return nil }
        if case .variable(_, let subscripts) = item.subject, !subscripts.isEmpty { return nil }
        result.formUnion(model.variables(in: item))
      }
      return result
    }
    guard query.density == .model, let targets = variables(query.targets),
      let conditions = variables(query.conditions)
    else { return nil }
    (self.targets, self.conditions) = (targets, conditions)
  }
}
