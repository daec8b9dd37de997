public import Semantics

extension TypedModel {
  /// An abbreviation by what it stands for; anything else as it is.
  func spelledOut(_ expression: TypedExpression) -> TypedExpression {
    guard case .variable(let id, let subscripts) = expression.kind, subscripts.isEmpty,
      variables[id].isAbbreviation, variables[id].indices.isEmpty,
      case .expression(let definition) = variables[id].parts[0].definition
    else { return expression }
    return spelledOut(definition)
  }

  /// The queries inside an expression, through its abbreviations.
  public func queries(in expression: TypedExpression) -> [Query] {
    let e = spelledOut(expression)
    if case .logQuery(let query) = e.kind { return [query] }
    return e.children.flatMap { queries(in: $0) }
  }
}
