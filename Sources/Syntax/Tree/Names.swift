public import Diagnostics

/// One identifier as written, without its backticks.
public struct Name: Hashable, Sendable {
  public let text: String
  public let span: SourceSpan

  public init(_ text: String, at span: SourceSpan) {
    self.text = text
    self.span = span
  }
}

/// Names joined by dots: `NB.n`, `enc`.
public struct Path: Hashable, Sendable {
  /// At least one name.
  public let names: [Name]

  public init(_ names: [Name]) { self.names = names }

  public var span: SourceSpan { names[0].span.union(names[names.count - 1].span) }
  public var text: String { names.map(\.text).joined(separator: ".") }
}

/// A string literal; raw, without its quotes.
public struct StringLiteral: Hashable, Sendable {
  public let text: String
  public let span: SourceSpan

  public init(_ text: String, at span: SourceSpan) {
    self.text = text
    self.span = span
  }
}
