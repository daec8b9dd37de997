import Diagnostics
import Foundation
import Semantics
import Syntax

/// The folder of this target's tests.
let testsFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

/// What checking a text gives.
struct Checked {
  let file: TypedFile
  let diagnostics: [Diagnostic]
  let sources: SourceMap

  /// `others` are files that can be imported, by their names.
  init(_ text: String, name: String = "test.gm", others: [String: String] = [:]) {
    var sources = SourceMap()
    var log = DiagnosticLog()
    var trees: [String: SourceTree] = [:]
    for (name, text) in [(name, text)] + others.sorted(by: { $0.key < $1.key }) {
      let id = sources.add(SourceFile(name: name, bytes: Array(text.utf8)))
      trees[name] = parse(id, in: sources, log: &log)
    }
    file = check(trees[name]!, importing: { trees[$0.text] }, log: &log)
    let map = sources
    diagnostics = log.diagnostics.map { $0.resolvingLines(in: map) }
    self.sources = sources
  }

  var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }

  var rendered: String { diagnostics.rendered(in: sources, colour: false) }

  /// The line of a diagnostic, from 1.
  func line(of diagnostic: Diagnostic) -> Int {
    diagnostic.span.map { sources[$0.file].position(of: $0.start).line } ?? 0
  }
}
