/// How a command ended.
public enum ExitStatus: Int32, Sendable {
  case done = 0
  /// The model or the data are wrong; diagnostics say how.
  case wrongInput = 1
  /// The command line is wrong.
  case wrongUsage = 2
  /// The run failed: it did not converge, could not write, was interrupted.
  case failed = 3
  /// A mistake of ours.
  case internalError = 70
}
