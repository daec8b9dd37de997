public import Diagnostics

/// What is known of a variable, section 5 of the language reference.
public enum Role: String, CaseIterable, Hashable, Sendable {
  case observed, partial, latent, given, hyper
  case parameter = "param"
  /// `w = e`: drawn as a dot.
  case deterministic
  /// `let a = e`: not drawn.
  case abbreviation
}

/// A named quantity of the story: one table over its indices.
///
/// A chain's variable may be stated in parts, `z[s,first] ~ …` and `z[s,t] ~ …`, which are regions
/// of the one table and may have different roles.
public struct Variable: Hashable, Sendable {
  public let name: String
  /// The letters of the left-hand side, outermost first; for a part on `first` or on a range, the
  /// letter of that chain.
  public let indices: [IndexID]
  /// The type of one element at all indices.
  public let type: ValueType
  /// At least one, in the order of the source.
  public let parts: [Part]
  /// What `as` says; `nil` derives the label from the name.
  public let label: String?
  public let documentation: String?
  /// Whether it is declared at file level.
  public let isShared: Bool
  /// The guide whose own variable it is.
  public let guide: GuideID?
  /// The name at its first declaration.
  public let span: SourceSpan

  public init(
    name: String, indices: [IndexID], type: ValueType, parts: [Part], label: String?,
    documentation: String?, isShared: Bool, guide: GuideID?, span: SourceSpan
  ) {
    self.name = name
    self.indices = indices
    self.type = type
    self.parts = parts
    self.label = label
    self.documentation = documentation
    self.isShared = isShared
    self.guide = guide
    self.span = span
  }

  /// One statement about a variable.
  public struct Part: Hashable, Sendable {
    public let role: Role
    /// One region for each index.
    public let region: [Region]
    public let definition: Definition
    /// The file of `from "file"`.
    public let source: String?
    /// The whole statement.
    public let span: SourceSpan

    public init(
      role: Role, region: [Region], definition: Definition, source: String?, span: SourceSpan
    ) {
      self.role = role
      self.region = region
      self.definition = definition
      self.source = source
      self.span = span
    }
  }

  /// Which members of an index a part speaks of.
  public enum Region: Hashable, Sendable {
    /// All that no other part claims.
    case all
    case first
    case last
    case at(Int)
    case range(BoundRange)
  }

  public enum Definition: Hashable, Sendable {
    /// A `given`, a `param`, a `hyper` without default, `observed x[n,0]`.
    case none
    case distribution(Distribution)
    /// A deterministic value, an abbreviation, the default of a `hyper`, `observed x = g(z)`.
    case expression(TypedExpression)
    /// One of several variables with a joint unnormalised density: see `TypedModel.factors`.
    case jointFactor(Int)
  }
}
