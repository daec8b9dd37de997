/// A reason why a log density has no finite value or gradient at a point.
public enum EvaluationFailure: Error, Hashable, Sendable {
  /// An argument left its domain; the text names the argument and its value.
  case outsideSupport(String)
  /// The value or the gradient is not finite; the text names the term.
  case notFinite(String)
  /// The evaluator itself failed, whatever the point; the text says how.
  case fault(String)

  /// True iff the point may be rejected and the run go on.
  public var isRecoverable: Bool {
    switch self {
    case .outsideSupport, .notFinite: true
    case .fault: false
    }
  }

  /// The phrase that a report shows.
  public var explanation: String {
    switch self {
    case .outsideSupport(let text), .notFinite(let text), .fault(let text): text
    }
  }
}
