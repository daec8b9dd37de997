public import Diagnostics

/// What stands right of `~`.
public struct Distribution: Hashable, Sendable {
  public indirect enum Kind: Hashable, Sendable {
    case family(Family, [ParameterName: TypedExpression])
    /// A query used as a conditional distribution.
    case query(Query)
    /// `exp(e)`: the unnormalised log density `e`.
    case energy(TypedExpression)
  }

  public let kind: Kind
  /// The sets of `D^shape`; independent copies, outermost first.
  public let copies: [IndexSetID]
  /// The sets along which arguments that are arrays make the draw an array.
  public let lifted: [IndexSetID]
  /// Whether the copies are sorted; the density then has the factor `K!`.
  public let isOrdered: Bool
  public let truncation: Bounds?
  /// The type of the draw: of the family, lifted and copied.
  public let type: ValueType
  public let span: SourceSpan

  /// Bounds of a truncation; an infinite one is `nil`.
  public struct Bounds: Hashable, Sendable {
    public let lower: TypedExpression?
    public let upper: TypedExpression?

    public init(lower: TypedExpression?, upper: TypedExpression?) {
      self.lower = lower
      self.upper = upper
    }
  }

  public init(
    kind: Kind, copies: [IndexSetID], lifted: [IndexSetID], isOrdered: Bool,
    truncation: Bounds?, type: ValueType, span: SourceSpan
  ) {
    self.kind = kind
    self.copies = copies
    self.lifted = lifted
    self.isOrdered = isOrdered
    self.truncation = truncation
    self.type = type
    self.span = span
  }
}
