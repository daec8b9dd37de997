extension [Diagnostic] {
  /// Returns the diagnostics as a JSON array with a line break at its end.
  ///
  /// Each is an object with `code`, `severity`, `message`, `file`, `line`, `column`, `endLine`,
  /// `endColumn` and `help`; what a diagnostic does not have is `null`. Lines and columns count
  /// from 1, columns in characters, and the end is the first character behind the place.
  public func json(in sources: SourceMap) -> String {
    let objects = map { "  " + $0.resolvingLines(in: sources).json(in: sources) }
    return objects.isEmpty ? "[]\n" : "[\n" + objects.joined(separator: ",\n") + "\n]\n"
  }
}

extension Diagnostic {
  fileprivate func json(in sources: SourceMap) -> String {
    let start = span.map { sources[$0.file].position(of: $0.start) }
    let end = span.map { sources[$0.file].position(of: $0.end) }
    let fields: [(String, String)] = [
      ("code", jsonString(code.rawValue)),
      ("severity", jsonString(severity.rawValue)),
      ("message", jsonString(message)),
      ("file", span.map { jsonString(sources[$0.file].name) } ?? "null"),
      ("line", start.map { String($0.line) } ?? "null"),
      ("column", start.map { String($0.column) } ?? "null"),
      ("endLine", end.map { String($0.line) } ?? "null"),
      ("endColumn", end.map { String($0.column) } ?? "null"),
      ("help", hint.map(jsonString) ?? "null"),
    ]
    return "{" + fields.map { "\"\($0)\": \($1)" }.joined(separator: ", ") + "}"
  }
}

/// Returns a text as a JSON string, with its quotes.
public func jsonString(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    case let control where control.value < 0x20 || control.value == 0x7F:
      let digits = String(control.value, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result + "\""
}
