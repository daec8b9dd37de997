import Diagnostics
import Syntax

extension ModelChecker {
  /// Functions of square matrices.
  mutating func matrix(
    _ builtin: Builtin, _ values: [Expression], _ scope: Scope, at span: SourceSpan
  ) -> TypedExpression {
    let count = builtin == .solve ? 2 : 1
    guard values.count == count else {
      return poison(
        .argumentCount(builtin.rawValue, wanted: count, found: values.count, at: span), at: span)
    }
    let typed = values.map { check($0, scope) }
    if typed.contains(where: \.type.isPoison) {
      return TypedExpression(.poison, .poison, at: span)
    }
    guard typed.allSatisfy({ numbers($0) != nil }) else {
      return TypedExpression(.poison, .poison, at: span)
    }
    let kind = TypedExpression.Kind.call(builtin, typed)
    let shape = typed[0].type.shape
    if builtin == .diag, shape.count == 1 {
      let type = ValueType.array(typed[0].type.scalar, over: shape + shape)
      return TypedExpression(kind, type, at: span)
    }
    guard shape.count == 2, builtin == .transpose || model.agree(shape[0], shape[1]) else {
      return poison(
        .typeMismatch(
          typed[0].span, is: model.phrase(of: typed[0].type),
          wanted: builtin == .transpose ? "a matrix" : "a square matrix"), at: span)
    }
    guard let type = result(of: builtin, typed, at: span) else {
      return TypedExpression(.poison, .poison, at: span)
    }
    return TypedExpression(kind, type, at: span)
  }

  private mutating func result(
    of builtin: Builtin, _ typed: [TypedExpression], at span: SourceSpan
  ) -> ValueType? {
    let shape = typed[0].type.shape
    switch builtin {
    case .cholesky:
      if case .correlation(let set) = typed[0].type { return .choleskyCorrelation(set) }
      return .choleskyFactor(shape[0])
    case .solve:
      guard let first = typed[1].type.shape.first, model.agree(shape[1], first) else {
        report(
          .typeMismatch(
            typed[1].span, is: model.phrase(of: typed[1].type),
            wanted: "a vector over \(model.text(of: shape[1]))"))
        return nil
      }
      return typed[1].type.replacingScalar(.real)
    case .transpose: return .array(typed[0].type.scalar, over: shape.reversed())
    case .diag: return .array(typed[0].type.scalar, over: [shape[0]])
    default: return .real
    }
  }
}
