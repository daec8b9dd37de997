public import Diagnostics

/// An expression as written; parentheses are kept, and a hole is `missing`.
public struct Expression: Hashable, Sendable {
  public let kind: Kind
  public let span: SourceSpan

  public init(_ kind: Kind, at span: SourceSpan) {
    self.kind = kind
    self.span = span
  }

  public indirect enum Kind: Hashable, Sendable {
    /// A number with the text it was written as.
    case number(Double, text: String)
    case literal(Literal)
    case name(Name)
    case parenthesized(Expression)
    /// `[a, b]`.
    case vector([Expression])
    /// `f(args)`, `f(args | args; args)`.
    case call(Expression, CallArguments)
    case subscripted(Expression, [Expression])
    case member(Expression, Name)
    case known(Expression)
    /// `log p(y | x)`: `log` before a name.
    case logOf(Expression)
    case unary(UnaryOperator, Expression)
    case binary(BinaryOperator, Expression, Expression)
    case conditional(Expression, then: Expression, otherwise: Expression)
    case expectation([Draw], Expression)
    case reduction(ReductionOperator, [Binder], condition: Expression?, Expression)
    /// Nothing stood where an expression was wanted; already reported.
    case missing
  }
}

/// A literal that is a word.
public enum Literal: String, CaseIterable, Hashable, Sendable {
  case `true`, `false`, none, inf, first, last
}

/// An operator before its operand.
public enum UnaryOperator: String, Hashable, Sendable {
  case negate = "-"
  case not
}

/// An operator between two operands, by how it is written.
public enum BinaryOperator: String, CaseIterable, Hashable, Sendable {
  case or, and
  case less = "<"
  case greater = ">"
  case lessOrEqual = "<="
  case greaterOrEqual = ">="
  case equal = "=="
  case notEqual = "!="
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case contract = "@"
  case power = "^"
}

/// A word that reduces over index letters when a name follows it.
public enum ReductionOperator: String, CaseIterable, Hashable, Sendable {
  case sum, mean, prod, max, min, logsumexp
}

/// `n`, or `s in 1..t`.
public struct Binder: Hashable, Sendable {
  public let name: Name
  public let extent: Extent?

  public init(name: Name, extent: Extent?) {
    self.name = name
    self.extent = extent
  }
}

/// `z ~ D`, bound by `expect`.
public struct Draw: Hashable, Sendable {
  public let name: Name
  public let distribution: DistributionExpression

  public init(name: Name, distribution: DistributionExpression) {
    self.name = name
    self.distribution = distribution
  }
}

/// What stands between the parentheses of a call: `values | conditions ; weights`.
public struct CallArguments: Hashable, Sendable {
  public let values: [Argument]
  public let conditions: [Argument]?
  public let weights: [Argument]?
  /// From `(` to `)`.
  public let span: SourceSpan

  public init(
    values: [Argument], conditions: [Argument]? = nil, weights: [Argument]? = nil,
    span: SourceSpan
  ) {
    self.values = values
    self.conditions = conditions
    self.weights = weights
    self.span = span
  }
}

/// `e`, `name = e`, or a range `a..b`.
public struct Argument: Hashable, Sendable {
  public let name: Name?
  public let value: Expression
  public let upper: Expression?

  public init(name: Name?, value: Expression, upper: Expression?) {
    self.name = name
    self.value = value
    self.upper = upper
  }
}

/// What stands right of `~`: `Normal(0, 1)^D ordered truncated (0, inf)`.
public struct DistributionExpression: Hashable, Sendable {
  public let callee: Path
  public let arguments: CallArguments
  /// The copies of `D^shape`; empty without `^`.
  public let shape: [Dimension]
  public let isOrdered: Bool
  public let truncation: Truncation?
  public let span: SourceSpan

  public init(
    callee: Path, arguments: CallArguments, shape: [Dimension], isOrdered: Bool,
    truncation: Truncation?, span: SourceSpan
  ) {
    self.callee = callee
    self.arguments = arguments
    self.shape = shape
    self.isOrdered = isOrdered
    self.truncation = truncation
    self.span = span
  }
}

/// `truncated (lower, upper)`.
public struct Truncation: Hashable, Sendable {
  public let lower: Expression
  public let upper: Expression
  public let span: SourceSpan

  public init(lower: Expression, upper: Expression, span: SourceSpan) {
    self.lower = lower
    self.upper = upper
    self.span = span
  }
}
