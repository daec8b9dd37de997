import Diagnostics
import Syntax

/// What one file offers to its models: its own declarations and the models that can be named.
struct FileScope {
  let declarations: Declarations
  let models: VisibleModels
}

/// The models that a file can name so far; one table by reference, because the models in it refer
/// to it. Its `FileChecker` keeps it.
final class VisibleModels {
  /// By name, and by `A.name` for those of `import "…" as A`.
  var byName: [String: VisibleModel]

  init(_ byName: [String: VisibleModel]) { self.byName = byName }
}

/// A model that `use` and `family of` can name.
struct VisibleModel {
  let typed: TypedModel
  let declaration: ModelDeclaration
  let documentation: String?
  let span: SourceSpan
  let isSound: Bool
  private let declarations: Declarations
  private unowned let models: VisibleModels

  init(
    _ typed: TypedModel, declaration: ModelDeclaration, documentation: String?,
    span: SourceSpan, isSound: Bool, file: FileScope
  ) {
    self.typed = typed
    self.declaration = declaration
    self.documentation = documentation
    self.span = span
    self.isSound = isSound
    declarations = file.declarations
    models = file.models
  }

  /// The file that it stands in.
  var file: FileScope { FileScope(declarations: declarations, models: models) }
}

/// Resolves and types one model: names are looked up on demand, so the order of declarations has
/// no meaning.
struct ModelChecker {
  /// A name at its level.
  struct Key: Hashable {
    let level: Level
    let name: String
  }

  enum Symbol {
    case indexSet(IndexSetID)
    case letter(IndexID)
    case variable(VariableID)
    case function(FunctionID)
    case group(GroupID)
    case guide(GuideID)
    case use(UseID)
    case type(ValueType)
    /// A declaration with an error that has been reported.
    case poison
  }

  var model: TypedModel
  let file: FileScope
  var declarations: [Level: Declarations]
  var symbols: [Key: Symbol] = [:]
  var inProgress: Set<Key> = []
  /// The variables whose statements are not all typed yet.
  var pending: [VariableID: PendingVariable] = [:]
  /// The unnamed sets by their size, and those of the weights of nets.
  var anonymousSets: [String: IndexSetID] = [:]
  var weightsSets: [IndexSetID: FunctionID] = [:]
  /// The letters found free where they are collected, with their places.
  var collected: [(letter: IndexID, place: SourceSpan)] = []
  /// Where each stage names what it moves, by the stage's place.
  var overPlaces: [SourceSpan: [(movable: Movable, place: SourceSpan)]] = [:]
  /// The stages and comparisons whose estimator has had a message.
  var brokenEstimators: Set<SourceSpan> = []
  /// The guides with a statement that has had a message.
  var brokenGuides: Set<GuideID> = []
  /// From the role to the type of a variable's first statement.
  var headSpans: [VariableID: SourceSpan] = [:]
  /// The names that have been reported.
  var unknownNames: Set<String> = []
  var log = DiagnosticLog()

  init(
    _ name: String, documentation: String?, span: SourceSpan, file: FileScope,
    statements: [Statement]
  ) {
    model = TypedModel(name: name, documentation: documentation, span: span)
    self.file = file
    var log = DiagnosticLog()
    declarations = [.file: file.declarations, .model: Declarations(statements, log: &log)]
    self.log = log
  }

  /// Adds a diagnostic; a name that stands for nothing is reported where it stands first, and not
  /// at all if a statement of the file could not be read, which may have declared it.
  mutating func report(_ diagnostic: Diagnostic) {
    if diagnostic.code == .unknownName {
      if file.declarations.hasUnreadable { return }
      let name = diagnostic.message.split(separator: "`").dropFirst().first.map(String.init)
      if let name, !unknownNames.insert(name).inserted { return }
    }
    log.insert(diagnostic)
  }

  /// Reports and returns the expression that causes no other message.
  mutating func poison(_ diagnostic: Diagnostic, at span: SourceSpan) -> TypedExpression {
    report(diagnostic)
    return TypedExpression(.poison, .poison, at: span)
  }
}

/// A variable of which only the name is known for certain.
struct PendingVariable {
  let statements: [VariableStatement]
  let level: Level
  var isHeaderKnown = false
  var isHeaderInProgress = false
  /// Whether its left-hand side has had a message.
  var isLeftSideBroken = false
  /// What is typed already, by statement.
  var definitions: [Int: Variable.Definition] = [:]
  var regions: [[Variable.Region]] = []
}
