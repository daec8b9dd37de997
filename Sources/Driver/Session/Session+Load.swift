import Diagnostics
import Semantics
import Syntax

/// A file of models after checking.
struct LoadedFile: Sendable {
  let id: FileID
  let tree: SourceTree
  let typed: TypedFile
}

extension Session {
  /// Reads, parses and checks a file and what it imports, each once; `nil` if it cannot be read.
  mutating func load(_ path: String, importedAt span: SourceSpan? = nil) -> LoadedFile? {
    let place = resolved(path)
    if let file = files[place] { return file }
    if reading.contains(place) {
      log.insert(.importCircle(path, at: span))
      return nil
    }
    guard let (id, tree) = parseFile(path, importedAt: span) else { return nil }
    reading.append(place)
    let imports = loadImports(of: tree, from: path)
    reading.removeLast()
    let typed = Semantics.check(tree, importing: imports, log: &log)
    let file = LoadedFile(id: id, tree: tree, typed: typed)
    files[place] = file
    return file
  }

  /// Reads and parses one file.
  mutating func parseFile(
    _ path: String, importedAt span: SourceSpan? = nil
  ) -> (FileID, SourceTree)? {
    guard let id = readSource(path, importedAt: span) else { return nil }
    return (id, parse(id, in: sources, log: &log))
  }

  /// Reads one source file; an unreadable one is a diagnostic.
  mutating func readSource(_ path: String, importedAt span: SourceSpan? = nil) -> FileID? {
    do throws(FileError) {
      return sources.add(SourceFile(name: path, bytes: try readFile(path)))
    } catch {
      log.insert(.unreadable(error, importedAt: span))
      return nil
    }
  }

  private mutating func loadImports(of tree: SourceTree, from path: String) -> [String: TypedFile] {
    var result: [String: TypedFile] = [:]
    for statement in tree.statements {
      guard case .importFile(let literal, _) = statement.kind else { continue }
      let target = FilePath.relative(literal.text, to: path)
      if let file = load(target, importedAt: literal.span) { result[literal.text] = file.typed }
    }
    return result
  }
}
