/// A reason why a chain could not be run.
public enum SamplingFailure: Error, Hashable, Sendable {
  /// No starting point has a finite log density and gradient; the last failure says why.
  case noStart(EvaluationFailure)
  /// The density does not fall off: steps of any size are accepted, or the draws overflow.
  case improper
  /// Steps of no size are accepted; perhaps the density is not continuous.
  case noStepSize
  /// The evaluation failed in a way that no rejection mends.
  case evaluation(EvaluationFailure)
}
