import Diagnostics
import Syntax

/// Where a name is declared; names of an inner level hide those of the outer ones.
enum Level: Hashable {
  case file, model, family
  case guide(GuideID)
}

/// The names that the statements of one block declare, before anything is resolved.
struct Declarations {
  enum Entry {
    /// All statements that declare letters of the set.
    case indexSet([IndexSetDeclaration])
    case letter(IndexSetDeclaration)
    case variable([VariableStatement])
    case function(FunctionStatement)
    case group(Name, [Name])
    case guide(GuideDeclaration, SourceSpan)
    case use(Path, alias: Name, SourceSpan)
    case typeAlias(Name, TypeExpression)
  }

  private(set) var entries: [String: Entry] = [:]
  /// The names in the order of their first declaration.
  private(set) var order: [String] = []
  /// The sets that list a member of that name.
  private(set) var setsByMember: [String: [String]] = [:]
  private var places: [String: SourceSpan] = [:]
  /// The statements that give several variables one density.
  private(set) var joints: [JointStatement] = []

  /// Whether a statement, also of an inner block, could not be read.
  let hasUnreadable: Bool

  init(_ statements: [Statement], log: inout DiagnosticLog) {
    hasUnreadable = statements.contains(where: \.isUnreadable)
    for statement in statements { collect(statement, &log) }
  }

  private mutating func collect(_ statement: Statement, _ log: inout DiagnosticLog) {
    switch statement.kind {
    case .typeAlias(let name, let type): add(name, .typeAlias(name, type), &log)
    case .indexSet(let declaration): collect(declaration, &log)
    case .net(let net):
      add(net.name, .function(FunctionStatement(.net(net), statement)), &log)
    case .abbreviation(let abbreviation): collect(abbreviation, statement, &log)
    case .use(let path, let alias):
      let name = alias ?? path.names[path.names.count - 1]
      add(name, .use(path, alias: name, statement.span), &log)
    case .group(let name, let members): add(name, .group(name, members), &log)
    case .node(let node): collect(node, statement, &log)
    case .deterministic(let declaration):
      let row = VariableStatement(
        role: .deterministic, declarator: declaration.declarator,
        definition: .expression(declaration.value), label: declaration.label, statement)
      add(row, &log)
    case .guide(let guide): add(guide.name, .guide(guide, statement.span), &log)
    case .importFile, .model, .family, .factor, .tie, .objective, .compare, .member, .unreadable:
      break
    }
  }

  private mutating func collect(
    _ declaration: IndexSetDeclaration, _ log: inout DiagnosticLog
  ) {
    if case .names(let names)? = declaration.extent?.kind {
      for name in names { setsByMember[name.text, default: []].append(declaration.set.text) }
    }
    if case .indexSet(let others)? = entries[declaration.set.text] {
      entries[declaration.set.text] = .indexSet(others + [declaration])
      if let extent = declaration.extent, others.contains(where: { $0.extent != nil }) {
        log.insert(.setSizedTwice(declaration.set, at: extent.span))
      }
    } else {
      add(declaration.set, .indexSet([declaration]), &log)
    }
    if let letter = declaration.letter { add(letter, .letter(declaration), &log) }
  }

  private mutating func collect(
    _ declaration: AbbreviationDeclaration, _ statement: Statement, _ log: inout DiagnosticLog
  ) {
    if declaration.parameters != nil {
      let row = FunctionStatement(.abbreviation(declaration), statement)
      add(declaration.name, .function(row), &log)
      return
    }
    let end = declaration.indices.last.map(\.span) ?? declaration.name.span
    let declarator = Declarator(
      name: declaration.name, indices: declaration.indices, type: declaration.type,
      span: declaration.name.span.union(end))
    let row = VariableStatement(
      role: .abbreviation, declarator: declarator, definition: .expression(declaration.value),
      label: nil, statement)
    add(row, &log)
  }

  private mutating func collect(
    _ node: NodeDeclaration, _ statement: Statement, _ log: inout DiagnosticLog
  ) {
    var joint: Int?
    if node.parts.count > 1, let definition = node.definition {
      joint = joints.count
      joints.append(
        JointStatement(parts: node.parts, definition: definition, label: node.label, statement))
    }
    var role: RoleKeyword?
    var roleSpan: SourceSpan?
    for part in node.parts {
      role = part.role ?? role
      roleSpan = part.roleSpan ?? roleSpan
      guard let role else { continue }
      let row = VariableStatement(
        role: Role(role), declarator: part.declarator, definition: node.definition,
        label: node.label, statement, source: node.source, roleSpan: roleSpan, joint: joint)
      add(row, &log)
    }
  }

  /// Adds a statement about a variable to those there are: a chain has its parts.
  private mutating func add(_ row: VariableStatement, _ log: inout DiagnosticLog) {
    let name = row.declarator.name
    if case .variable(let others)? = entries[name.text], row.mayContinue(others) {
      entries[name.text] = .variable(others + [row])
    } else {
      add(name, .variable([row]), &log)
    }
  }

  private mutating func add(_ name: Name, _ entry: Entry, _ log: inout DiagnosticLog) {
    guard entries[name.text] == nil else {
      if let place = places[name.text] { log.insert(.duplicateName(name, first: place)) }
      return
    }
    entries[name.text] = entry
    places[name.text] = name.span
    order.append(name.text)
  }
}
