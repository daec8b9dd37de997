import Diagnostics
import Semantics
import Syntax

/// A file of models after checking.
struct LoadedFile: Sendable {
  let id: FileID
  let tree: SourceTree
  let typed: TypedFile
  /// The tree of an imported file.
  let importing: @Sendable (StringLiteral) -> SourceTree?
}

/// A file and everything that it imports, read and parsed.
private struct ImportTrees: Sendable {
  /// The trees of files by their place on the disk.
  var trees: [String: SourceTree] = [:]
  /// By the place of an import in the text, what it imports.
  var targets: [SourceSpan: String] = [:]
}

extension Session {
  /// Reads, parses and checks a file with what it imports; `nil` if it cannot be read.
  mutating func load(_ path: String) -> LoadedFile? {
    guard let id = readSource(path) else { return nil }
    let tree = parse(id, in: sources, log: &log)
    if tree.statements.isEmpty, !log.containsError { log.insert(.empty(id)) }
    var imports = ImportTrees()
    imports.trees[resolved(path)] = tree
    readImports(of: tree, from: path, into: &imports)
    let importing = { @Sendable [imports] (literal: StringLiteral) in
      imports.targets[literal.span].flatMap { imports.trees[$0] }
    }
    let typed = Semantics.check(tree, importing: importing, log: &log)
    return LoadedFile(id: id, tree: tree, typed: typed, importing: importing)
  }

  /// Reads one source file; an unreadable one is a diagnostic.
  mutating func readSource(_ path: String) -> FileID? {
    do throws(FileError) {
      return sources.add(SourceFile(name: path, bytes: try readFile(path)))
    } catch {
      log.insert(.unreadable(error))
      return nil
    }
  }

  /// Reads each imported file once; one that cannot be read is left out, for the checker to report.
  private mutating func readImports(
    of tree: SourceTree, from path: String, into imports: inout ImportTrees
  ) {
    for statement in tree.statements {
      guard case .importFile(let literal, _) = statement.kind else { continue }
      let target = FilePath.relative(literal.text, to: path)
      let place = resolved(target)
      imports.targets[literal.span] = place
      guard imports.trees[place] == nil, let bytes = try? readFile(target) else { continue }
      let id = sources.add(SourceFile(name: target, bytes: bytes))
      let tree = parse(id, in: sources, log: &log)
      imports.trees[place] = tree
      readImports(of: tree, from: target, into: &imports)
    }
  }
}
