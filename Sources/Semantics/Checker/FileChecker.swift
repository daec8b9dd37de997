import Diagnostics
import Syntax

/// Checks a file after those that it imports, each file once.
struct FileChecker {
  let importing: (StringLiteral) -> SourceTree?
  /// The files on the way from the first one to the one that is looked at.
  private var path: [FileID] = []
  private var checked: [FileID: [String: VisibleModel]] = [:]
  /// Keeps the tables that models refer to.
  private var tables: [VisibleModels] = []

  init(importing: @escaping (StringLiteral) -> SourceTree?) { self.importing = importing }

  /// Returns what the file declares and the models that it offers to those that import it.
  mutating func check(
    _ tree: SourceTree, log: inout DiagnosticLog
  ) -> (TypedFile, [String: VisibleModel]) {
    let id = tree.statements.first?.span.file
    if let id { path.append(id) }
    defer { if id != nil { path.removeLast() } }
    let visible = VisibleModels(importedModels(tree, log: &log))
    tables.append(visible)
    let scope = FileScope(
      declarations: Declarations(tree.statements, log: &log), models: visible)
    checkShared(scope, log: &log)
    var file = TypedFile()
    var own: [String: VisibleModel] = [:]
    var names: [String: SourceSpan] = [:]
    for statement in tree.statements {
      guard case .model(let model) = statement.kind else { continue }
      if let first = names[model.name.text] {
        log.insert(.duplicateName(model.name, first: first))
        continue
      }
      names[model.name.text] = model.name.span
      let row = check(model, statement, scope, log: &log)
      visible.byName[model.name.text] = row
      own[model.name.text] = row
      file.models.append(row.typed)
    }
    for statement in tree.statements {
      guard case .family(let family) = statement.kind else { continue }
      if let first = names[family.name.text] {
        log.insert(.duplicateName(family.name, first: first))
        continue
      }
      names[family.name.text] = family.name.span
      if let typed = check(family, statement, visible.byName, log: &log) {
        file.families.append(typed)
      }
    }
    return (file, own)
  }

  private mutating func importedModels(
    _ tree: SourceTree, log: inout DiagnosticLog
  ) -> [String: VisibleModel] {
    var result: [String: VisibleModel] = [:]
    for statement in tree.statements {
      guard case .importFile(let literal, let alias) = statement.kind else { continue }
      guard path.count < 64, let imported = importing(literal) else {
        log.insert(.unreadableImport(literal, isCircular: 64 <= path.count))
        continue
      }
      let models: [String: VisibleModel]
      if let id = imported.statements.first?.span.file {
        if path.contains(id) {
          log.insert(.unreadableImport(literal, isCircular: true))
          continue
        }
        if let known = checked[id] {
          models = known
        } else {
          models = check(imported, log: &log).1
          checked[id] = models
        }
      } else {
        models = [:]
      }
      for (name, model) in models {
        result[alias.map { "\($0.text).\(name)" } ?? name] = model
      }
    }
    return result
  }

  /// Checks the declarations between the models, whether a model uses them or not.
  private func checkShared(_ scope: FileScope, log: inout DiagnosticLog) {
    let declarations = scope.declarations
    guard let first = declarations.order.first, let entry = declarations.entries[first] else {
      return
    }
    var checker = ModelChecker(
      "", documentation: nil, span: ModelChecker.place(of: entry), file: scope, statements: [])
    checker.checkShared()
    checker.reportFlows()
    log.insert(all: checker.log)
  }

  private func check(
    _ model: ModelDeclaration, _ statement: Statement, _ scope: FileScope,
    log: inout DiagnosticLog
  ) -> VisibleModel {
    var checker = ModelChecker(
      model.name.text, documentation: statement.documentation, span: statement.span,
      file: scope, statements: model.body)
    checker.checkModel(model.body)
    checker.askQuestions()
    log.insert(all: checker.log)
    return VisibleModel(
      checker.model, declaration: model, documentation: statement.documentation,
      span: statement.span, isSound: !checker.log.containsError, file: scope)
  }

  private func check(
    _ family: FamilyDeclaration, _ statement: Statement, _ visible: [String: VisibleModel],
    log: inout DiagnosticLog
  ) -> TypedFamily? {
    guard let base = visible[family.model.text] else {
      let closest = nearest(to: family.model.text, among: visible.keys.sorted())
      log.insert(.unknownModel(family.model, nearest: closest))
      return nil
    }
    guard base.isSound else { return nil }
    var checker = reopened(base)
    let typed = checker.checkFamily(family, statement)
    log.insert(all: checker.log)
    return typed
  }
}

extension FileChecker {
  /// A checker of a model that has been checked, to look at more in its terms.
  private func reopened(_ model: VisibleModel) -> ModelChecker {
    var checker = ModelChecker(
      model.declaration.name.text, documentation: model.documentation, span: model.span,
      file: model.file, statements: model.declaration.body)
    checker.checkModel(model.declaration.body)
    checker.log = DiagnosticLog()
    return checker
  }

  /// Checks a query that is asked from outside; `nil` after a message.
  mutating func check(
    query: Expression, of name: String, in tree: SourceTree, log: inout DiagnosticLog
  ) -> (model: TypedModel, query: Query)? {
    var own = DiagnosticLog()
    let models = check(tree, log: &own).1
    guard let base = models[name], base.isSound else { return nil }
    var checker = reopened(base)
    let typed = checker.question(query)
    log.insert(all: checker.log)
    return typed.map { (checker.model, $0) }
  }
}

extension DiagnosticLog {
  /// Adds all diagnostics of another log.
  mutating func insert(all other: DiagnosticLog) {
    for diagnostic in other.diagnostics { insert(diagnostic) }
  }
}
