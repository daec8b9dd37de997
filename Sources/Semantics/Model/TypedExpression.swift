public import Diagnostics
public import Syntax

/// An expression whose names are resolved and whose type is known.
public struct TypedExpression: Hashable, Sendable {
  public let kind: Kind
  public let type: ValueType
  public let span: SourceSpan

  public init(_ kind: Kind, _ type: ValueType, at span: SourceSpan) {
    self.kind = kind
    self.type = type
    self.span = span
  }

  public indirect enum Kind: Hashable, Sendable {
    case number(Double)
    case boolean(Bool)
    case infinity
    /// The missing value of an optional.
    case none
    /// A variable or abbreviation at subscripts; with fewer than its indices and shape it is an
    /// array over the rest.
    case variable(VariableID, [TypedExpression])
    /// A parameter of a function, a name of a net's block, or a draw of `expect`.
    case local(LocalID)
    /// An index letter: a member of its set, and a number where its members are.
    case index(IndexID)
    /// A named member, by its position from 0.
    case member(IndexSetID, Int)
    /// The first or the last member of an ordered set.
    case endpoint(IndexSetID, Endpoint)
    /// The members of a set, as an argument of `Uniform(K)`, `fill(v, K)`, `size(N)`, `eye(D)`.
    case indexSet(IndexSetID)
    /// `lower..upper` as an argument, as in `Uniform(1..1000)`.
    case range(BoundRange)
    /// Elements of an array that is no variable.
    case element(TypedExpression, [TypedExpression])
    case field(TypedExpression, String)
    case group(GroupID)
    case unary(UnaryOperator, TypedExpression)
    case binary(BinaryOperator, TypedExpression, TypedExpression)
    case conditional(TypedExpression, then: TypedExpression, otherwise: TypedExpression)
    case call(Builtin, [TypedExpression])
    /// A net, flow or `let` function; `weights` as in `f(x; w)`.
    case apply(FunctionID, [TypedExpression], weights: TypedExpression?)
    case vector([TypedExpression])
    /// Reduces the body over letters, those where the condition holds.
    case reduction(
      ReductionOperator, [IndexID], condition: TypedExpression?, TypedExpression)
    case expectation([ExpectationDraw], TypedExpression)
    /// `log p(A | B)`.
    case logQuery(Query)
    /// `elbo(q)`.
    case elbo(GuideID)
    /// Whether the element of a `partial` variable is in the data.
    case known(TypedExpression)
    /// Stands for an expression with an error that has been reported.
    case poison
  }

  public enum Endpoint: Hashable, Sendable { case first, last }
}

/// One `v ~ D` of an `expect`.
public struct ExpectationDraw: Hashable, Sendable {
  public enum Target: Hashable, Sendable {
    /// A new name.
    case local(LocalID)
    /// A latent or given variable of the model, bound anew inside the body.
    case variable(VariableID)
  }
  public let target: Target
  public let distribution: Distribution

  public init(target: Target, distribution: Distribution) {
    self.target = target
    self.distribution = distribution
  }
}

/// `p(A | B)`: a density of the model, of a guide, or of a model that is used.
public struct Query: Hashable, Sendable {
  public enum Density: Hashable, Sendable {
    case model
    case guide(GuideID)
    case use(UseID)
  }
  public let density: Density
  public let targets: [QueryItem]
  public let conditions: [QueryItem]
  public let span: SourceSpan

  public init(
    density: Density, targets: [QueryItem], conditions: [QueryItem], span: SourceSpan
  ) {
    self.density = density
    self.targets = targets
    self.conditions = conditions
    self.span = span
  }
}

/// A variable or group named in a query, whole or one element, possibly with a value put in.
public struct QueryItem: Hashable, Sendable {
  public enum Subject: Hashable, Sendable {
    /// An identity in the model whose density it is; subscripts are read here.
    case variable(VariableID, [TypedExpression])
    case group(GroupID)
  }
  public let subject: Subject
  /// The value of `name = e`, and, for the density of a used model, my variable of the same name.
  public let value: TypedExpression?
  public let span: SourceSpan

  public init(subject: Subject, value: TypedExpression?, span: SourceSpan) {
    self.subject = subject
    self.value = value
    self.span = span
  }
}
