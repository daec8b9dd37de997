import Semantics

extension TypedModel {
  /// An abbreviation by what it stands for; anything else as it is.
  func spelledOut(_ expression: TypedExpression) -> TypedExpression {
    guard case .variable(let id, let subscripts) = expression.kind, subscripts.isEmpty,
      variables[id].isAbbreviation, variables[id].indices.isEmpty,
      case .expression(let definition) = variables[id].parts[0].definition
    else { return expression }
    return spelledOut(definition)
  }
}
