import Diagnostics
import Semantics
import TensorIR

/// Values that a query puts in for variables: `p(y | x, w = e)`.
extension Lowering {
  /// Lets variables have values that are in the program already; returns what was before.
  mutating func put(_ values: [VariableID: Operand]) -> Mode {
    let mode = switchAssignments(summingOut: [])
    guard !values.isEmpty else { return mode }
    assign(.value, to: Set(values.keys))
    putValues.merge(values) { $1 }
    return mode
  }

  /// The values that the items of a query of this model put in, as tables.
  mutating func valuesPutIn(
    by query: Query
  ) throws(LoweringFailure) -> [VariableID: Operand] {
    var result: [VariableID: Operand] = [:]
    for item in query.targets + query.conditions {
      guard let value = item.value else { continue }
      switch item.subject {
      case .variable(let id, let subscripts) where subscripts.isEmpty:
        result[id] = try wholeTable(of: id, value)
      case .variable:
        throw fail(.notYetLowered("a value put in for one element", at: item.span))
      case .group(let group):
        let own = model.groups[group].members
        for (id, source) in zip(own, try members(of: value)) {
          let table = try table(of: source, readAt: item.span)
          result[id] = align(table, to: try tableAxes(model.variables[id]))
        }
      }
    }
    return result
  }

  /// An expression as the table of a variable; one element stands for all.
  private mutating func wholeTable(
    of id: VariableID, _ value: TypedExpression
  ) throws(LoweringFailure) -> Operand {
    let variable = model.variables[id]
    let axes = try tableAxes(variable)
    let isElement = value.type.shape.count == variable.type.shape.count
    let type = isElement ? variable.type : model.wholeType(of: id)
    let operand = try lower(value, as: type)
    guard !operand.components.isEmpty else { return Operand(operand.value, components: axes) }
    let aligned = align(operand, to: Array(axes.suffix(operand.components.count)))
    return Operand(aligned.value, components: axes)
  }

  /// The variables behind an expression that is a group.
  func members(of value: TypedExpression) throws(LoweringFailure) -> [VariableID] {
    switch value.kind {
    case .group(let group): return model.groups[group].members
    case .variable(let id, let subscripts) where subscripts.isEmpty:
      let members = model.members(of: id)
      if members != [id] { return members }
    default: break
    }
    throw fail(.notYetLowered("this value of a group", at: value.span))
  }
}
