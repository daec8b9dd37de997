/// Why a command cannot go on.
enum CommandFailure: Error, Sendable {
  /// The log says it.
  case diagnosed
  /// The command line asks for something that the model or the data do not allow.
  case usage(UsageError)
  /// A result cannot be written.
  case unwritable(FileError)
  /// The computation failed.
  case run(String, hint: String?)
  /// A mistake of ours; the text is for the report.
  case fault(String)
}
