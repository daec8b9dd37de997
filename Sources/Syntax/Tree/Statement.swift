public import Diagnostics

/// One statement of a file, a model, a family or a guide, with the documentation above it.
public struct Statement: Hashable, Sendable {
  public let kind: Kind
  /// The `##` lines above it, joined by line breaks, without their marks.
  public let documentation: String?
  /// From the first token to the last, comments excluded.
  public let span: SourceSpan

  public init(_ kind: Kind, documentation: String? = nil, at span: SourceSpan) {
    self.kind = kind
    self.documentation = documentation
    self.span = span
  }

  public enum Kind: Hashable, Sendable {
    // Files.
    case importFile(StringLiteral, alias: Name?)
    case model(ModelDeclaration)
    case family(FamilyDeclaration)
    // Common to files, models and guides.
    case typeAlias(Name, TypeExpression)
    case indexSet(IndexSetDeclaration)
    case net(NetDeclaration)
    case abbreviation(AbbreviationDeclaration)
    // Models.
    case use(Path, alias: Name?)
    case group(Name, [Name])
    case node(NodeDeclaration)
    case deterministic(DeterministicDeclaration)
    case factor(Expression, label: StringLiteral?)
    case tie(Name, Name, within: Expression, label: StringLiteral?)
    case guide(GuideDeclaration)
    case objective(ObjectiveDeclaration)
    case compare(CompareDeclaration)
    // Families.
    case member(MemberDeclaration)
    /// Tokens that form no statement; already reported.
    case unreadable
  }
}

/// A whole file.
public struct SourceTree: Hashable, Sendable {
  public let statements: [Statement]

  public init(statements: [Statement]) { self.statements = statements }
}

/// `model M { … }`.
public struct ModelDeclaration: Hashable, Sendable {
  public let name: Name
  public let body: [Statement]

  public init(name: Name, body: [Statement]) {
    self.name = name
    self.body = body
  }
}

/// `family F of M { … }`.
public struct FamilyDeclaration: Hashable, Sendable {
  public let name: Name
  public let model: Path
  public let body: [Statement]

  public init(name: Name, model: Path, body: [Statement]) {
    self.name = name
    self.model = model
    self.body = body
  }
}

/// `plate n in N`, `chain t in T of s = 0..9`, `axis D = 784`.
public struct IndexSetDeclaration: Hashable, Sendable {
  public enum Keyword: String, Hashable, Sendable { case plate, chain, axis }
  public let keyword: Keyword
  /// The index letter; an axis may do without.
  public let letter: Name?
  public let set: Name
  /// The letters after `of`.
  public let parents: [Name]
  public let extent: Extent?
  public let label: StringLiteral?

  public init(
    keyword: Keyword, letter: Name?, set: Name, parents: [Name], extent: Extent?,
    label: StringLiteral?
  ) {
    self.keyword = keyword
    self.letter = letter
    self.set = set
    self.parents = parents
    self.extent = extent
    self.label = label
  }
}

/// A role word of section 5 of the language reference.
public enum RoleKeyword: String, CaseIterable, Hashable, Sendable {
  case hyper, param, given, observed, partial, latent
}

/// `z[s,first] : K`.
public struct Declarator: Hashable, Sendable {
  public let name: Name
  public let indices: [LeftIndex]
  public let type: TypeExpression?
  public let span: SourceSpan

  public init(name: Name, indices: [LeftIndex], type: TypeExpression?, span: SourceSpan) {
    self.name = name
    self.indices = indices
    self.type = type
    self.span = span
  }
}

/// One index on a left-hand side.
public struct LeftIndex: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case letter(Name)
    case number(Double, text: String)
    case first
    case last
    /// `t in 6..last`; the bounds may be `first` and `last`.
    case range(Name, Expression, Expression)
  }
  public let kind: Kind
  public let span: SourceSpan

  public init(_ kind: Kind, at span: SourceSpan) {
    self.kind = kind
    self.span = span
  }
}

/// `observed x[n] : T, partial y[n] : C ~ D from "file" as "label"`.
public struct NodeDeclaration: Hashable, Sendable {
  public struct Part: Hashable, Sendable {
    /// `nil` when it takes the role of the part before it.
    public let role: RoleKeyword?
    public let roleSpan: SourceSpan?
    public let declarator: Declarator

    public init(role: RoleKeyword?, roleSpan: SourceSpan?, declarator: Declarator) {
      self.role = role
      self.roleSpan = roleSpan
      self.declarator = declarator
    }
  }
  public enum Definition: Hashable, Sendable {
    case distribution(DistributionExpression)
    case expression(Expression)
  }
  /// At least one; in a model the first has a role.
  public let parts: [Part]
  public let definition: Definition?
  public let source: StringLiteral?
  public let label: StringLiteral?

  public init(
    parts: [Part], definition: Definition?, source: StringLiteral?, label: StringLiteral?
  ) {
    self.parts = parts
    self.definition = definition
    self.source = source
    self.label = label
  }
}

/// `w = e`; in a guide also without a role `z[n] ~ D`, which is a `node`.
public struct DeterministicDeclaration: Hashable, Sendable {
  public let declarator: Declarator
  public let value: Expression
  public let label: StringLiteral?

  public init(declarator: Declarator, value: Expression, label: StringLiteral?) {
    self.declarator = declarator
    self.value = value
    self.label = label
  }
}

/// `x : real^D` in a parameter list.
public struct Parameter: Hashable, Sendable {
  public let name: Name
  public let type: TypeExpression

  public init(name: Name, type: TypeExpression) {
    self.name = name
    self.type = type
  }
}

/// `let a = e`, `let beta[t] : unit = e`, `let f(x : T) = e`.
public struct AbbreviationDeclaration: Hashable, Sendable {
  public let name: Name
  /// `nil` when it is not a function.
  public let parameters: [Parameter]?
  public let indices: [LeftIndex]
  public let type: TypeExpression?
  public let value: Expression

  public init(
    name: Name, parameters: [Parameter]?, indices: [LeftIndex], type: TypeExpression?,
    value: Expression
  ) {
    self.name = name
    self.parameters = parameters
    self.indices = indices
    self.type = type
    self.value = value
  }
}

/// `net f(x : T) -> U = mlp(x)`, `flow g(z : T) -> T { … }`.
public struct NetDeclaration: Hashable, Sendable {
  public enum Keyword: String, Hashable, Sendable { case net, flow }
  public enum Result: Hashable, Sendable {
    case type(TypeExpression)
    case record([Parameter])
  }
  public enum Body: Hashable, Sendable {
    case expression(Expression)
    case block([NetStatement])
  }
  public let keyword: Keyword
  public let name: Name
  public let parameters: [Parameter]
  public let result: Result
  public let body: Body
  public let label: StringLiteral?

  public init(
    keyword: Keyword, name: Name, parameters: [Parameter], result: Result, body: Body,
    label: StringLiteral?
  ) {
    self.keyword = keyword
    self.name = name
    self.parameters = parameters
    self.result = result
    self.body = body
    self.label = label
  }
}

/// `(a, b) = e` or `return e` in the block of a net.
public struct NetStatement: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case assignment([Name], Expression)
    case returned(Expression)
    case unreadable
  }
  public let kind: Kind
  public let span: SourceSpan

  public init(_ kind: Kind, at span: SourceSpan) {
    self.kind = kind
    self.span = span
  }
}

/// `guide q { … }` or `guide q = lowrank(10)`.
public struct GuideDeclaration: Hashable, Sendable {
  public enum Body: Hashable, Sendable {
    case block([Statement])
    case named(Name, CallArguments?)
  }
  public let name: Name
  public let body: Body

  public init(name: Name, body: Body) {
    self.name = name
    self.body = body
  }
}

/// `maximize e over a, b using sgld(steps = 60)`, stages joined by `then`.
public struct ObjectiveDeclaration: Hashable, Sendable {
  public struct Stage: Hashable, Sendable {
    public enum Direction: String, Hashable, Sendable { case maximize, minimize }
    public let direction: Direction
    public let value: Expression
    /// `nil` without `over`.
    public let over: [Path]?
    public let estimator: EstimatorExpression?
    public let span: SourceSpan

    public init(
      direction: Direction, value: Expression, over: [Path]?, estimator: EstimatorExpression?,
      span: SourceSpan
    ) {
      self.direction = direction
      self.value = value
      self.over = over
      self.estimator = estimator
      self.span = span
    }
  }
  /// At least one.
  public let stages: [Stage]

  public init(stages: [Stage]) { self.stages = stages }
}

/// What follows `using`.
public struct EstimatorExpression: Hashable, Sendable {
  public let name: Name
  public let arguments: CallArguments?

  public init(name: Name, arguments: CallArguments?) {
    self.name = name
    self.arguments = arguments
  }
}

/// `alpha in {0.1, 1}`, `deg in 0..9 step 1`.
public struct Grid: Hashable, Sendable {
  public enum Values: Hashable, Sendable {
    case listed([Expression])
    case range(Expression, Expression, step: Expression?)
  }
  public let name: Name
  public let values: Values

  public init(name: Name, values: Values) {
    self.name = name
    self.values = values
  }
}

/// `compare members by heldout e`, `compare h in {…} by e using laplace`.
public struct CompareDeclaration: Hashable, Sendable {
  public enum Subject: Hashable, Sendable {
    case members
    case grids([Grid])
  }
  public let subject: Subject
  public let isHeldOut: Bool
  public let value: Expression
  public let estimator: EstimatorExpression?

  public init(
    subject: Subject, isHeldOut: Bool, value: Expression, estimator: EstimatorExpression?
  ) {
    self.subject = subject
    self.isHeldOut = isHeldOut
    self.value = value
    self.estimator = estimator
  }
}

/// `member blend for lambda in {0, 1} : maximize …`.
public struct MemberDeclaration: Hashable, Sendable {
  public let name: Name
  public let grids: [Grid]
  public let objective: ObjectiveDeclaration

  public init(name: Name, grids: [Grid], objective: ObjectiveDeclaration) {
    self.name = name
    self.grids = grids
    self.objective = objective
  }
}
