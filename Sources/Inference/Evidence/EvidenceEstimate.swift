/// The log of an integral, with how far off it may be.
public struct EvidenceEstimate: Sendable, Equatable {
  /// The log of the integral.
  public let logEvidence: Double
  /// The standard error of `logEvidence`, or a bound of its numerical error.
  public let error: Double

  /// Creates an estimate.
  public init(logEvidence: Double, error: Double) {
    self.logEvidence = logEvidence
    self.error = error
  }
}

/// A reason why an integral cannot be estimated.
public enum EvidenceFailure: Error, Hashable, Sendable {
  /// The integral is infinite, or its mass lies nowhere that was looked at; the text says which.
  case unbounded(String)
  /// The estimate would not be worth its name; the text says why.
  case unreliable(String)
  /// The user asked to stop.
  case cancelled
  /// The evaluation failed in a way that no rejection mends.
  case evaluation(EvaluationFailure)
}

extension LogDensity {
  /// The value at a point; minus infinity where there is none.
  ///
  /// - Throws: only failures that are not recoverable.
  public mutating func value(
    at position: [Double], gradient: inout [Double]
  ) throws(EvidenceFailure) -> Double {
    do throws(EvaluationFailure) {
      var target = gradient.mutableSpan
      let value = try evaluate(position.span, gradient: &target)
      return value.isNaN ? -.infinity : value
    } catch {
      guard error.isRecoverable else { throw .evaluation(error) }
      return -.infinity
    }
  }
}
