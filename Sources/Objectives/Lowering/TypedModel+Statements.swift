import Diagnostics
import Semantics

/// The story as a product: which statements have a density and what they depend on.
extension TypedModel {
  /// The statements with a density, in the order of the source.
  var statements: [Statement] {
    var result: [Statement] = []
    for id in variables.ids where variables[id].guide == nil {
      let variable = variables[id]
      for (index, part) in variable.parts.enumerated() where hasDensity(part) {
        result.append(
          Statement(
            source: .part(id, index), mentions: reads(of: part, id).union([id]), defines: id,
            span: part.span))
      }
    }
    for (index, factor) in factors.enumerated() {
      let mentions = randomVariables(in: factor.logValue).union(factor.defines)
      result.append(
        Statement(
          source: .factor(index), mentions: mentions, defines: nil, span: factor.span))
    }
    for (index, tie) in ties.enumerated() {
      result.append(
        Statement(
          source: .tie(index),
          mentions: Set(members(of: tie.first) + members(of: tie.second)), defines: nil,
          span: tie.span))
    }
    return result
  }

  /// Whether a part says how a random variable is distributed.
  private func hasDensity(_ part: Variable.Part) -> Bool {
    switch part.definition {
    case .distribution: true
    case .expression: part.role == .observed || part.role == .partial
    case .none, .jointFactor: false
    }
  }

  /// The random variables that a part reads, through deterministic values and abbreviations.
  private func reads(of part: Variable.Part, _ id: VariableID) -> Set<VariableID> {
    switch part.definition {
    case .distribution(let distribution):
      distribution.children.reduce(into: []) { $0.formUnion(randomVariables(in: $1)) }
    case .expression(let e): randomVariables(in: e)
    case .none, .jointFactor: []
    }
  }

  /// The random variables that an expression reads, through what is computed on the way.
  func randomVariables(in e: TypedExpression) -> Set<VariableID> {
    var result: Set<VariableID> = []
    var seen: Set<VariableID> = []
    var stack = [e]
    while let next = stack.popLast() {
      if case .apply(let function, _, _) = next.kind,
        case .expression(let body) = functions[function].body
      {
        stack.append(body)
      }
      if case .group(let group) = next.kind {
        result.formUnion(groups[group].members.filter { variables[$0].isRandom })
      }
      if case .variable(let id, _) = next.kind, seen.insert(id).inserted {
        if variables[id].isRandom {
          result.insert(id)
        } else {
          for part in variables[id].parts {
            if case .expression(let value) = part.definition { stack.append(value) }
          }
        }
      }
      stack += next.children
    }
    return result
  }

  /// Drops statements that define a variable nobody else reads: they integrate to one.
  func withoutBarrenLeaves(
    _ statements: [Statement], keeping kept: Set<VariableID>
  ) -> [Statement] {
    var readerCounts: [VariableID: Int] = [:]
    var definitions: [VariableID: [Int]] = [:]
    for (index, statement) in statements.enumerated() {
      if let id = statement.defines { definitions[id, default: []].append(index) }
      for id in statement.mentions where id != statement.defines {
        readerCounts[id, default: 0] += 1
      }
    }
    func isBarren(_ id: VariableID) -> Bool {
      !kept.contains(id) && readerCounts[id, default: 0] == 0
    }
    var dropped: Set<Int> = []
    var waiting = definitions.keys.filter { isBarren($0) }
    while let id = waiting.popLast() {
      for index in definitions.removeValue(forKey: id) ?? [] {
        dropped.insert(index)
        for parent in statements[index].mentions where parent != id {
          readerCounts[parent, default: 0] -= 1
          if definitions[parent] != nil, isBarren(parent) { waiting.append(parent) }
        }
      }
    }
    return statements.indices.filter { !dropped.contains($0) }.map { statements[$0] }
  }
}
