/// One message to the user: what is wrong, where, and what to do about it.
public struct Diagnostic: Hashable, Sendable {
  /// How bad it is; only errors stop the pipeline.
  public enum Severity: String, Sendable { case note, warning, error }

  /// A second place that the message speaks of.
  public struct Label: Hashable, Sendable {
    /// What is to be said of it; empty if it is only to be shown.
    public let text: String
    /// The place.
    public let span: SourceSpan

    /// Creates a label at a place.
    public init(_ text: String, at span: SourceSpan) {
      self.text = text
      self.span = span
    }
  }

  /// The rule that is broken.
  public let code: Code
  /// How bad it is.
  public let severity: Severity
  /// One phrase in the user's words, names in backticks, without a full stop.
  public let message: String
  /// The place; `nil` for a message about no place in a source file (data, command line).
  public let span: SourceSpan?
  /// A few words behind the carets.
  public let caption: String?
  /// The other places that the message speaks of.
  public let labels: [Label]
  /// The one likely way out.
  public let hint: String?
  /// The data file that the message speaks of, shown behind the place.
  public let dataFile: String?

  /// Creates a diagnostic, by default an error.
  public init(
    _ code: Code, _ message: String, at span: SourceSpan?, caption: String? = nil,
    labels: [Label] = [], hint: String? = nil, dataFile: String? = nil,
    severity: Severity = .error
  ) {
    self.code = code
    self.severity = severity
    self.message = message
    self.span = span
    self.caption = caption
    self.labels = labels
    self.hint = hint
    self.dataFile = dataFile
  }
}
