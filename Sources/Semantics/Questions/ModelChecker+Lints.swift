import Diagnostics
import Syntax

// W1 and W3, seen while an expression is typed.
extension ModelChecker {
  /// The last summand of a sum does not depend on its letter.
  mutating func warnOfLongSum(_ body: TypedExpression, _ letter: IndexID, isOnly: Bool) {
  }

  /// A name that says variance stands where a standard deviation is wanted.
  mutating func warnOfVariance(
    _ value: TypedExpression, _ parameter: Signature.Parameter, of family: Family
  ) {
  }
}

extension TypedExpression {
  /// Whether it is a log density or a sum of them, which are added up rather than averaged.
  var isSumOfLogs: Bool {
    switch kind {
    case .logQuery: true
    case .binary(.add, let a, let b): a.isSumOfLogs && b.isSumOfLogs
    default: false
    }
  }
}
