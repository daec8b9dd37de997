import Diagnostics
import Syntax

// Warnings: W1 and W3.
extension Diagnostic {
  static func longSum(
    _ head: TypedExpression, _ op: BinaryOperator, _ last: TypedExpression,
    _ letters: [IndexID], in model: TypedModel
  ) -> Diagnostic {
    let names = letters.map { model.indices[$0].name }.joined(separator: ", ")
    let sets = letters.map { model.description(of: model.indices[$0].set) }
      .joined(separator: ", ")
    let text = model.text(of: last)
    let verb = op == .add ? "adds" : "subtracts"
    return Diagnostic(
      .longSum, "`\(text)` does not depend on \(names) but stands inside the sum",
      at: last.span, caption: "this \(verb) \(text) once per \(names) (\(sets))",
      hint: "`(sum \(names): \(model.text(of: head))) \(op.rawValue) \(text)`",
      severity: .warning)
  }

  static func varianceAsDeviation(
    _ value: TypedExpression, _ name: String, _ family: Family,
    _ others: [ParameterName: TypedExpression], in model: TypedModel
  ) -> Diagnostic {
    let slots = family.signature.slots
    let position = slots.firstIndex { $0.alternatives.contains { $0.name == .sd } } ?? 0
    let ordinals = ["first", "second", "third"]
    let hasVariance = slots[position].alternatives.contains { $0.name == .variance }
    let text = model.text(of: value)
    let arguments = slots.enumerated().compactMap { index, slot -> String? in
      if index == position { return hasVariance ? "var = \(text)" : "sqrt(\(text))" }
      return slot.alternatives.compactMap { others[$0.name] }.first.map { model.text(of: $0) }
    }
    return Diagnostic(
      .varianceAsDeviation, "`\(name)` is used as a standard deviation", at: value.span,
      caption: "the \(ordinals[min(position, 2)]) argument of \(family.rawValue) is a standard "
        + "deviation", hint: "`\(family.rawValue)(\(arguments.joined(separator: ", ")))`",
      severity: .warning)
  }
}
