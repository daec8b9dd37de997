import Diagnostics
import Syntax

/// What parsing a text gives.
struct Parsed {
  let tree: SourceTree
  let diagnostics: [Diagnostic]
  let sources: SourceMap
  let file: FileID

  init(_ text: String) { self.init(bytes: Array(text.utf8)) }

  init(bytes: [UInt8]) {
    var sources = SourceMap()
    file = sources.add(SourceFile(name: "test.gm", bytes: bytes))
    var log = DiagnosticLog()
    tree = parse(file, in: sources, log: &log)
    diagnostics = log.diagnostics
    self.sources = sources
  }

  var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }
  var rendered: String { diagnostics.rendered(in: sources, colour: false) }

  /// The texts of the comments, in order.
  var comments: [String] {
    var log = DiagnosticLog()
    guard let list = tokens(of: file, in: sources, log: &log) else { return [] }
    return list.comments.map { comment in
      sources[file].text(of: SourceSpan(file: file, start: comment.start, end: comment.end))
    }
  }
}
