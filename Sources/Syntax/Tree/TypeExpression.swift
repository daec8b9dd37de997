public import Diagnostics

/// A type as written: `real^(H,D)`, `simplex(K)`, `C?`.
public struct TypeExpression: Hashable, Sendable {
  public let path: Path
  /// The arguments of `real(a, b)`, `simplex(K)`, `weights(f)`.
  public let arguments: [Expression]
  public let shape: [Dimension]
  public let isOptional: Bool
  public let span: SourceSpan

  public init(
    path: Path, arguments: [Expression], shape: [Dimension], isOptional: Bool, span: SourceSpan
  ) {
    self.path = path
    self.arguments = arguments
    self.shape = shape
    self.isOptional = isOptional
    self.span = span
  }
}

/// One factor of a shape: `D`, `784`, `Words(d)`.
public struct Dimension: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case number(Double, text: String)
    case path(Path, of: Path?)
  }
  public let kind: Kind
  public let span: SourceSpan

  public init(_ kind: Kind, at span: SourceSpan) {
    self.kind = kind
    self.span = span
  }
}

/// The members of an index set or the range of a binder.
public struct Extent: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// `{cat, dog}`.
    case names([Name])
    /// `784`, `deg`.
    case size(Expression)
    /// `0..deg`.
    case range(Expression, Expression)
  }
  public let kind: Kind
  public let span: SourceSpan

  public init(_ kind: Kind, at span: SourceSpan) {
    self.kind = kind
    self.span = span
  }
}
