import Diagnostics
import Syntax

// W1 and W3, seen while an expression is typed.
extension ModelChecker {
  /// W1: the last summand of a sum does not depend on its letters.
  mutating func warnOfLongSum(_ body: TypedExpression, _ letters: [IndexID]) {
    guard case .binary(let op, let head, let last) = body.kind, op == .add || op == .subtract,
      letters.allSatisfy({ !last.contains($0) }), letters.contains(where: { head.contains($0) })
    else { return }
    report(.longSum(head, op, last, letters, in: model))
  }

  /// W3: a name that says variance stands where a standard deviation is wanted.
  mutating func warnOfVariance(
    _ value: TypedExpression, _ parameter: Signature.Parameter, isNamed: Bool,
    of family: Family, others: [ParameterName: TypedExpression]
  ) {
    guard parameter.name == .sd, !isNamed, case .variable(let id, _) = value.kind else { return }
    let name = model.variables[id].name
    guard Self.saysVariance(name), !isSecondOfMany(name) else { return }
    report(.varianceAsDeviation(value, name, family, others, in: model))
  }

  /// Whether a name ends like that of a variance: `sigma2`, `var`, `x_variance`.
  static func saysVariance(_ name: String) -> Bool {
    let lower = name.lowercased()
    let isSquare = ["sigma", "tau", "sd", "σ", "τ"].contains { stem in
      ["2", "_2", "sq", "_sq", "squared", "_squared"].contains { lower == stem + $0 }
    }
    return isSquare || lower == "var" || lower == "variance" || lower.hasSuffix("_var")
      || lower.hasSuffix("_variance")
  }

  /// Whether `sigma2` is the one after `sigma1`.
  private func isSecondOfMany(_ name: String) -> Bool {
    guard name.hasSuffix("2") else { return false }
    let first = name.dropLast() + "1"
    return model.variables.rows.contains { $0.name == first }
  }
}

extension TypedExpression {
  /// Whether an index letter occurs in it.
  func contains(_ letter: IndexID) -> Bool {
    var found = false
    forEach { if case .index(letter) = $0.kind { found = true } }
    return found
  }

  /// Whether it is a log density or a sum of them, which are added up rather than averaged.
  var isSumOfLogs: Bool {
    switch kind {
    case .logQuery: true
    case .binary(.add, let a, let b): a.isSumOfLogs && b.isSumOfLogs
    default: false
    }
  }
}
