public import Diagnostics

/// A nominal set of members: what a plate, a chain or an axis runs over.
public struct IndexSet: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// Drawn; its elements are conditionally independent.
    case plate
    /// Drawn unrolled; ordered, with offsets.
    case chain
    /// Not drawn: the components of one value.
    case axis
    /// The unnamed set `1..n` of a numeric dimension or a bracket literal; equal by size.
    case anonymous
  }

  public enum Extent: Hashable, Sendable {
    /// The size comes with the data; the members are `1..size`, or names in the data.
    case fromData
    /// Members `1..size`.
    case size(TypedExpression)
    /// Members `lower..upper`, which may be used as numbers.
    case range(lower: TypedExpression, upper: TypedExpression)
    case names([String])
    /// All weights of a net, in the order of its layers, which alone say how many there are.
    case weights(FunctionID)
  }

  /// `N`; empty for an anonymous set.
  public let name: String
  public let kind: Kind
  public let extent: Extent
  /// The letters after `of`, outermost first; the set is ragged when it has any.
  public let parents: [IndexID]
  /// What `as` gives the corner of the plate.
  public let label: String?
  /// Whether it is declared at file level.
  public let isShared: Bool
  public let span: SourceSpan

  public init(
    name: String, kind: Kind, extent: Extent, parents: [IndexID], label: String?,
    isShared: Bool, span: SourceSpan
  ) {
    self.name = name
    self.kind = kind
    self.extent = extent
    self.parents = parents
    self.label = label
    self.isShared = isShared
    self.span = span
  }
}

/// An index letter: declared with its set, or bound by a reduction.
public struct Index: Hashable, Sendable {
  public let name: String
  public let set: IndexSetID
  /// The range of a letter bound as in `s in 1..t`; `nil` runs over the whole set.
  public let range: BoundRange?
  /// Whether a plate, chain or axis statement declares it; otherwise a reduction binds it.
  public let isDeclared: Bool
  public let span: SourceSpan

  public init(
    name: String, set: IndexSetID, range: BoundRange?, isDeclared: Bool, span: SourceSpan
  ) {
    self.name = name
    self.set = set
    self.range = range
    self.isDeclared = isDeclared
    self.span = span
  }
}

/// `lower..upper`, both included.
public struct BoundRange: Hashable, Sendable {
  public let lower: TypedExpression
  public let upper: TypedExpression

  public init(lower: TypedExpression, upper: TypedExpression) {
    self.lower = lower
    self.upper = upper
  }
}
