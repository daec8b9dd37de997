/// The type of a value, section 4 of the language reference.
public indirect enum ValueType: Hashable, Sendable {
  case real
  case positive
  case unit
  /// `real(a, b)`; a bound may depend on other variables, and be infinite.
  case interval(lower: TypedExpression, upper: TypedExpression)
  /// `[0, ∞]`, what `tie … within` takes.
  case spread
  case int
  case nat
  case bool
  /// A member of an index set.
  case member(IndexSetID)
  case simplex(IndexSetID)
  case ordered(IndexSetID)
  case positiveOrdered(IndexSetID)
  case covariance(IndexSetID)
  case correlation(IndexSetID)
  /// The Cholesky factor of a covariance, lower triangular with a positive diagonal.
  case choleskyFactor(IndexSetID)
  /// The Cholesky factor of a correlation matrix.
  case choleskyCorrelation(IndexSetID)
  /// All weights of a net, flat.
  case weights(FunctionID)
  /// One element for each member of the sets, outermost first; the element is no array.
  case array(ValueType, over: [IndexSetID])
  case optional(ValueType)
  /// The fields of a net with several heads, in order.
  case record([Field])
  /// The variables of a group, here or in a model that is used.
  case group(GroupID, of: UseID?)
  /// The type of an expression with an error that has been reported; agrees with everything.
  case poison

  public struct Field: Hashable, Sendable {
    public let name: String
    public let type: ValueType

    public init(name: String, type: ValueType) {
      self.name = name
      self.type = type
    }
  }
}
