import Diagnostics
import Syntax

/// One statement about one variable.
struct VariableStatement {
  let role: Role
  let declarator: Declarator
  let definition: NodeDeclaration.Definition?
  let label: StringLiteral?
  let documentation: String?
  /// The whole statement.
  let span: SourceSpan
  let source: StringLiteral?
  let roleSpan: SourceSpan?
  /// The position among the joint statements of its block.
  let joint: Int?

  init(
    role: Role, declarator: Declarator, definition: NodeDeclaration.Definition?,
    label: StringLiteral?, _ statement: Statement, source: StringLiteral? = nil,
    roleSpan: SourceSpan? = nil, joint: Int? = nil
  ) {
    self.role = role
    self.declarator = declarator
    self.definition = definition
    self.label = label
    self.source = source
    self.roleSpan = roleSpan
    self.joint = joint
    documentation = statement.documentation
    span = statement.span
  }

  /// Whether it speaks of another region of the variable that the others declare.
  func mayContinue(_ others: [VariableStatement]) -> Bool {
    guard let first = others.first, !declarator.indices.isEmpty,
      declarator.indices.count == first.declarator.indices.count
    else { return false }
    return isPartial || others.allSatisfy(\.isPartial)
  }

  /// Whether an index is `first`, `last`, a number or a range.
  private var isPartial: Bool {
    declarator.indices.contains { index in
      if case .letter = index.kind { false } else { true }
    }
  }

  /// The statement as a caption would show it: `x[n]`, without its type.
  var subject: SourceSpan {
    declarator.indices.last.map { declarator.name.span.union($0.span) } ?? declarator.name.span
  }
}

/// A net, a flow or a `let` with parameters.
struct FunctionStatement {
  enum Kind {
    case net(NetDeclaration)
    case abbreviation(AbbreviationDeclaration)
  }
  let kind: Kind
  let documentation: String?
  let span: SourceSpan

  init(_ kind: Kind, _ statement: Statement) {
    self.kind = kind
    documentation = statement.documentation
    span = statement.span
  }
}

/// `observed x[n] : T, partial y[n] : C ~ exp(e)`.
struct JointStatement {
  let parts: [NodeDeclaration.Part]
  let definition: NodeDeclaration.Definition
  let label: StringLiteral?
  let span: SourceSpan

  init(
    parts: [NodeDeclaration.Part], definition: NodeDeclaration.Definition,
    label: StringLiteral?, _ statement: Statement
  ) {
    self.parts = parts
    self.definition = definition
    self.label = label
    span = statement.span
  }
}

extension Role {
  init(_ keyword: RoleKeyword) {
    switch keyword {
    case .hyper: self = .hyper
    case .param: self = .parameter
    case .given: self = .given
    case .observed: self = .observed
    case .partial: self = .partial
    case .latent: self = .latent
    }
  }

  /// Whether the story gives it a distribution.
  public var isRandom: Bool {
    switch self {
    case .observed, .partial, .latent: true
    case .given, .hyper, .parameter, .deterministic, .abbreviation: false
    }
  }
}

extension Statement {
  /// Whether the statement, or one inside it, could not be read.
  var isUnreadable: Bool {
    switch kind {
    case .unreadable: true
    case .model(let model): model.body.contains(where: \.isUnreadable)
    case .family(let family): family.body.contains(where: \.isUnreadable)
    case .guide(let guide):
      if case .block(let body) = guide.body { body.contains(where: \.isUnreadable) } else { false }
    case .net(let net):
      if case .block(let body) = net.body {
        body.contains { if case .unreadable = $0.kind { true } else { false } }
      } else {
        false
      }
    case .importFile, .typeAlias, .indexSet, .abbreviation, .use, .group, .node,
      .deterministic, .factor, .tie, .objective, .compare, .member:
      false
    }
  }
}
