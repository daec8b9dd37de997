import Diagnostics
import Syntax

extension Session {
  /// `gmc fmt`: every file in the one layout; a file with an error is left as it is.
  mutating func format() throws(CommandFailure) {
    var unformatted: [String] = []
    for path in invocation.operands {
      guard let (id, text) = formatted(path) else { continue }
      let isSame = Array(text.utf8) == sources[id].bytes
      if invocation.has(.check) {
        if !isSame { unformatted.append(path) }
      } else if path == "-" {
        console.output(text)
      } else if !isSame {
        try write(text, to: path)
      }
    }
    if !unformatted.isEmpty {
      console.message(unformatted.map { "not formatted: \($0)\n" }.joined())
      throw .diagnosed
    }
  }

  /// The file and its text in the one layout; `nil` after reporting its syntax errors.
  private mutating func formatted(_ path: String) -> (FileID, String)? {
    let input = path == "-" ? SourceFile(name: "<stdin>", bytes: console.readInput()) : nil
    guard let id = input.map({ sources.add($0) }) ?? readSource(path) else { return nil }
    if let text = Syntax.format(id, in: sources) { return (id, text) }
    _ = parse(id, in: sources, log: &log)
    return nil
  }
}
