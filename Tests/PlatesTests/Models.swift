import Diagnostics
import Foundation
import Plates
import Semantics
import Syntax

/// Checks a text; `others` are files that it may import, by their names.
func typed(_ text: String, others: [String: String] = [:]) -> (
  file: TypedFile, diagnostics: [Diagnostic]
) {
  var sources = SourceMap()
  var log = DiagnosticLog()
  let id = sources.add(SourceFile(name: "test.gm", bytes: Array(text.utf8)))
  let tree = parse(id, in: sources, log: &log)
  var trees: [String: SourceTree] = [:]
  for (name, text) in others {
    let id = sources.add(SourceFile(name: name, bytes: Array(text.utf8)))
    trees[name] = parse(id, in: sources, log: &log)
  }
  let file = check(tree, importing: { trees[$0.text] }, log: &log)
  return (file, log.diagnostics)
}

/// The model library of the package.
enum Library {
  static let folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Models")

  /// The sources by file name, as imports from the same folder have it.
  static func sources() throws -> [String: String] {
    var sources: [String: String] = [:]
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    for file in files where file.hasSuffix(".gm") {
      let url = folder.appendingPathComponent(file)
      sources[url.lastPathComponent] = try String(contentsOf: url, encoding: .utf8)
    }
    return sources
  }
}

/// The diagram of the first model of a text, or of the one that is named.
func diagram(
  _ text: String, model name: String? = nil, others: [String: String] = [:],
  _ options: DiagramOptions = DiagramOptions()
) -> PlateDiagram {
  let models = typed(text, others: others).file.models
  guard let model = models.first(where: { name == nil || $0.name == name }) else {
    return PlateDiagram(name: "missing")
  }
  return diagram(of: model, options: options)
}
