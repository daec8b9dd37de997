import Binding
import Diagnostics
import Semantics
import TensorIR

/// What a guide says of the states of discrete variables.
extension Lowering {
  /// The probability of each state at each element of the targets of `q(y | x)`, which have no data
  /// or are known in part; where the data know the state it has all of it.
  mutating func guideProbabilities(
    of query: Query, under guide: GuideID
  ) throws(LoweringFailure) -> [(VariableID, ValueID)] {
    var result: [(VariableID, ValueID)] = []
    for id in try hiddenTargets(of: query).hidden.sorted() {
      let variable = model.variables[id]
      guard case .statements(let statements) = model.guides[guide].body,
        let statement = statements.first(where: { $0.variable == id }),
        statement.region.allSatisfy({ $0 == .all }), statement.indices == variable.indices
      else {
        throw fail(
          .notYetLowered("the states of `\(variable.name)` under this guide", at: query.span))
      }
      result.append((id, try stateProbabilities(of: statement)))
    }
    return result
  }

  private mutating func stateProbabilities(
    of statement: Guide.Statement
  ) throws(LoweringFailure) -> ValueID {
    let id = statement.variable
    let outer = (letters, coordinates)
    defer { (letters, coordinates) = outer }
    (letters, coordinates) = ([:], [:])
    for letter in statement.indices { bindWhole(letter) }
    let known = hasHoles(id) ? try knownTable(id, model.variables[id]) : nil
    let part = try enumerated(
      id, statement.distribution, elements(of: statement), known: known, at: statement.span)
    let states = try axis(
      of: Hidden(variable: id, fixed: statement.indices.map { _ in nil }))
    let axes = statement.indices.map { axis(of: $0) } + [states]
    guard let weight = part.weight else {
      throw fail(.notYetLowered("the states of this variable", at: statement.span))
    }
    return builder.widen(weight.value, to: TensorType(.real, axes))
  }

  /// The subscripts of the elements that a statement speaks of.
  func elements(of statement: Guide.Statement) -> [TypedExpression] {
    statement.indices.map { letter in
      TypedExpression(.index(letter), .member(model.indices[letter].set), at: statement.span)
    }
  }
}
