public import Diagnostics
public import Syntax

/// One model after checking: names resolved, index sets and types agreed. Self-contained: what it
/// uses of the file around it is in its own tables.
public struct TypedModel: Sendable {
  public let name: String
  public let documentation: String?
  public let span: SourceSpan
  public var indexSets = Table<IndexSetID, IndexSet>()
  public var indices = Table<IndexID, Index>()
  /// In the order of their first declaration; abbreviations included.
  public var variables = Table<VariableID, Variable>()
  public var functions = Table<FunctionID, Function>()
  public var locals = Table<LocalID, Local>()
  public var groups = Table<GroupID, Group>()
  public var guides = Table<GuideID, Guide>()
  public var uses = Table<UseID, Use>()
  public var factors: [Factor] = []
  public var ties: [Tie] = []
  /// In the order of the source; several are the players of a game.
  public var objectives: [Objective] = []
  public var comparisons: [Comparison] = []

  public init(name: String, documentation: String?, span: SourceSpan) {
    self.name = name
    self.documentation = documentation
    self.span = span
  }
}

/// A checked file with everything that it declares itself; imports serve only to check it.
public struct TypedFile: Sendable {
  public var models: [TypedModel] = []
  public var families: [TypedFamily] = []

  public init() {}
}

/// `group w = pi, theta`.
public struct Group: Hashable, Sendable {
  public let name: String
  public let members: [VariableID]
  public let span: SourceSpan

  public init(name: String, members: [VariableID], span: SourceSpan) {
    self.name = name
    self.members = members
    self.span = span
  }
}

/// `factor e`, or the joint energy of several variables.
public struct Factor: Hashable, Sendable {
  /// The log of the factor.
  public let logValue: TypedExpression
  /// The letters that it is repeated over.
  public let indices: [IndexID]
  /// The variables that `observed x, partial y ~ exp(e)` defines; empty for `factor`.
  public let defines: [VariableID]
  public let label: String?
  public let span: SourceSpan

  public init(
    logValue: TypedExpression, indices: [IndexID], defines: [VariableID], label: String?,
    span: SourceSpan
  ) {
    self.logValue = logValue
    self.indices = indices
    self.defines = defines
    self.label = label
    self.span = span
  }
}

/// `tie a, b within s`.
public struct Tie: Hashable, Sendable {
  public let first: VariableID
  public let second: VariableID
  public let within: TypedExpression
  public let label: String?
  public let span: SourceSpan

  public init(
    first: VariableID, second: VariableID, within: TypedExpression, label: String?,
    span: SourceSpan
  ) {
    self.first = first
    self.second = second
    self.within = within
    self.label = label
    self.span = span
  }
}

/// `guide q { … }` or `guide q = meanfield`.
public struct Guide: Hashable, Sendable {
  public enum Body: Hashable, Sendable {
    /// The variables it approximates, in order, each with the letters of its left-hand side.
    case statements([Statement])
    case named(NamedGuide)
  }
  public struct Statement: Hashable, Sendable {
    public let variable: VariableID
    public let indices: [IndexID]
    public let region: [Variable.Region]
    public let distribution: Distribution
    public let span: SourceSpan

    public init(
      variable: VariableID, indices: [IndexID], region: [Variable.Region],
      distribution: Distribution, span: SourceSpan
    ) {
      self.variable = variable
      self.indices = indices
      self.region = region
      self.distribution = distribution
      self.span = span
    }
  }
  public enum NamedGuide: Hashable, Sendable {
    case meanField, fullRank, laplace
    case lowRank(Int)
    case flow(Int)
  }
  public let name: String
  public let body: Body
  public let span: SourceSpan

  public init(name: String, body: Body, span: SourceSpan) {
    self.name = name
    self.body = body
    self.span = span
  }
}

/// `use M as A`: another model's density under a name.
public struct Use: Sendable {
  public let alias: String
  public let model: TypedModel
  /// Its index sets and letters as they are called here.
  public let indexSets: [IndexSetID: IndexSetID]
  public let indices: [IndexID: IndexID]
  public let span: SourceSpan

  public init(
    alias: String, model: TypedModel, indexSets: [IndexSetID: IndexSetID],
    indices: [IndexID: IndexID], span: SourceSpan
  ) {
    self.alias = alias
    self.model = model
    self.indexSets = indexSets
    self.indices = indices
    self.span = span
  }
}

/// `maximize … then …`.
public struct Objective: Hashable, Sendable {
  public struct Stage: Hashable, Sendable {
    public let direction: ObjectiveDeclaration.Stage.Direction
    /// One number.
    public let value: TypedExpression
    /// What is moved: as written, or every `param` and net that the value reads.
    public let over: [Movable]
    public let estimator: Estimator?
    public let span: SourceSpan

    public init(
      direction: ObjectiveDeclaration.Stage.Direction, value: TypedExpression,
      over: [Movable], estimator: Estimator?, span: SourceSpan
    ) {
      self.direction = direction
      self.value = value
      self.over = over
      self.estimator = estimator
      self.span = span
    }
  }
  public let stages: [Stage]
  public let span: SourceSpan

  public init(stages: [Stage], span: SourceSpan) {
    self.stages = stages
    self.span = span
  }
}

/// What an objective moves.
public enum Movable: Hashable, Sendable {
  case variable(VariableID)
  case function(FunctionID)
}

/// What follows `using`, from the registry of section 19, item 9.
public struct Estimator: Hashable, Sendable {
  public enum Method: String, CaseIterable, Hashable, Sendable {
    case reparam, score, enumerate, iwae, sgld, cd, laplace, ais, bridge, smc, elbo, quadrature
  }
  public let method: Method
  public let arguments: [String: TypedExpression]
  public let span: SourceSpan

  public init(method: Method, arguments: [String: TypedExpression], span: SourceSpan) {
    self.method = method
    self.arguments = arguments
    self.span = span
  }
}

/// A hyper and the values it takes.
public struct ValueGrid: Hashable, Sendable {
  public enum Values: Hashable, Sendable {
    case listed([TypedExpression])
    case range(BoundRange, step: TypedExpression?)
  }
  public let variable: VariableID
  public let values: Values

  public init(variable: VariableID, values: Values) {
    self.variable = variable
    self.values = values
  }
}

/// `compare h in G by e`, or of a family's members.
public struct Comparison: Hashable, Sendable {
  public enum Subject: Hashable, Sendable {
    case members
    case grids([ValueGrid])
  }
  public let subject: Subject
  public let isHeldOut: Bool
  public let value: TypedExpression
  public let estimator: Estimator?
  public let span: SourceSpan

  public init(
    subject: Subject, isHeldOut: Bool, value: TypedExpression, estimator: Estimator?,
    span: SourceSpan
  ) {
    self.subject = subject
    self.isHeldOut = isHeldOut
    self.value = value
    self.estimator = estimator
    self.span = span
  }
}

/// `family F of M`: M, with the family's abbreviations and grid letters, and its members.
public struct TypedFamily: Sendable {
  public struct Member: Hashable, Sendable {
    public let name: String
    public let grids: [ValueGrid]
    public let objective: Objective
    public let documentation: String?
    public let span: SourceSpan

    public init(
      name: String, grids: [ValueGrid], objective: Objective, documentation: String?,
      span: SourceSpan
    ) {
      self.name = name
      self.grids = grids
      self.objective = objective
      self.documentation = documentation
      self.span = span
    }
  }
  public let name: String
  public let documentation: String?
  /// The family's model, extended: a `let` of the family is one of its abbreviations, and a grid
  /// letter that is no hyper of the model is one of its hypers.
  public let model: TypedModel
  public let members: [Member]
  public let comparisons: [Comparison]
  public let span: SourceSpan

  public init(
    name: String, documentation: String?, model: TypedModel, members: [Member],
    comparisons: [Comparison], span: SourceSpan
  ) {
    self.name = name
    self.documentation = documentation
    self.model = model
    self.members = members
    self.comparisons = comparisons
    self.span = span
  }
}
