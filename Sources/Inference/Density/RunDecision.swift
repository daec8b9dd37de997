/// What a progress hook answers.
public enum RunDecision: Sendable {
  /// The run goes on.
  case proceed
  /// The run ends after the current step and returns what it has.
  case stop
}
