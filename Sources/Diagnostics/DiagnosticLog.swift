/// The diagnostics of a session in the order of their places, each once.
public struct DiagnosticLog: Sendable {
  private var entries: [Diagnostic] = []
  private var seen: Set<Diagnostic> = []
  /// True iff one of the diagnostics is an error.
  public private(set) var containsError = false

  /// Creates an empty log.
  public init() {}

  /// Adds a diagnostic unless the same one is there already.
  public mutating func insert(_ diagnostic: Diagnostic) {
    guard seen.insert(diagnostic).inserted else { return }
    entries.append(diagnostic)
    if diagnostic.severity == .error { containsError = true }
  }

  /// The diagnostics sorted by place; those without a place come last, in order of insertion.
  public var diagnostics: [Diagnostic] {
    entries.enumerated().sorted { a, b in
      switch (a.element.span, b.element.span) {
      case (let x?, let y?): x == y ? a.offset < b.offset : x < y
      case (_?, nil): true
      case (nil, _?): false
      case (nil, nil): a.offset < b.offset
      }
    }.map(\.element)
  }
}
