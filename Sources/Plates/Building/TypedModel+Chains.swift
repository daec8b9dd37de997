import Semantics
import Syntax

extension TypedModel {
  /// Reads a subscript on a chain.
  func place(_ position: TypedExpression, on set: IndexSetID) -> Reference.Place {
    if case .index(let letter) = position.kind, indices[letter].set == set { return .offset(0) }
    if case .endpoint(_, .first) = position.kind { return .first }
    if case .endpoint(_, .last) = position.kind { return .last }
    if let value = number(position) { return .at(value) }
    if case .binary(.add, let base, let shift) = position.kind {
      return shifted(base, by: shift, isForward: true, on: set)
    }
    if case .binary(.subtract, let base, let shift) = position.kind {
      return shifted(base, by: shift, isForward: false, on: set)
    }
    return .whole
  }

  private func shifted(
    _ base: TypedExpression, by shift: TypedExpression, isForward: Bool, on set: IndexSetID
  ) -> Reference.Place {
    guard case .index(let letter) = base.kind, indices[letter].set == set else { return .whole }
    if let value = number(shift) { return .offset(isForward ? value : -value) }
    guard case .index(let lag) = shift.kind else { return .whole }
    return .lags(farthest: lastMember(of: lag), isForward: isForward)
  }

  private func lastMember(of letter: IndexID) -> Int? {
    if let range = indices[letter].range { return number(range.upper) }
    switch indexSets[indices[letter].set].extent {
    case .fromData, .weights: return nil
    case .size(let size): return number(size)
    case .range(_, let upper): return number(upper)
    case .names(let names): return names.count
    }
  }

  /// The value of a literal, or of a hyper with a literal default.
  ///
  /// Numbers beyond any size of a set are none.
  func number(_ expression: TypedExpression) -> Int? {
    func whole(_ value: Double) -> Int? { abs(value) < 1e12 ? Int(exactly: value) : nil }
    if case .number(let value) = expression.kind { return whole(value) }
    if case .unary(.negate, let operand) = expression.kind { return number(operand).map { -$0 } }
    guard case .variable(let id, _) = expression.kind,
      case .expression(let value)? = variables[id].parts.first?.definition,
      case .number(let literal) = value.kind
    else { return nil }
    return whole(literal)
  }

  /// The first member of a set as a number.
  func firstMember(of set: IndexSetID) -> Int {
    if case .range(let lower, _) = indexSets[set].extent { return number(lower) ?? 1 }
    return 1
  }

  /// The last member of a set as a number, if the model says it.
  func lastMember(of set: IndexSetID) -> Int? {
    switch indexSets[set].extent {
    case .fromData, .weights: nil
    case .size(let size): number(size)
    case .range(_, let upper): number(upper)
    case .names(let names): names.count
    }
  }
}
