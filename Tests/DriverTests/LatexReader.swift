/// Finds what LaTeX would stop at: it knows no more of it than formulas need.
struct LatexReader {
  /// A group that is open: what closes it, and the scripts that its last symbol has.
  private struct Group {
    let end: String
    var hasSubscript = false
    var hasSuperscript = false
    /// After `_` or `^`, whose script is still to come.
    var awaitsScript = false
  }

  private(set) var complaints: [String] = []
  private var groups = [Group(end: "")]

  /// Reads formulas, the text between dollars or in displays being left to the caller.
  static func complaints(of formula: String) -> [String] {
    var reader = LatexReader()
    for token in tokens(of: formula) { reader.read(token) }
    if reader.groups.count > 1 { reader.complaints.append("open: \(reader.groups.map(\.end))") }
    return reader.complaints.map { "\($0) in \(formula)" }
  }

  /// Commands with their names, the delimiters of `\left` and `\right` with them; other characters
  /// one by one, without spaces.
  private static func tokens(of text: String) -> [String] {
    var result: [String] = []
    var rest = Substring(text)
    while let first = rest.first {
      var token = String(rest.removeFirst())
      if first == "\\", let next = rest.first {
        let name = rest.prefix { $0.isLetter && $0.isASCII }
        token += name.isEmpty ? String(next) : String(name)
        rest = rest.dropFirst(max(1, name.count))
        if ["\\begin", "\\end"].contains(token), let close = rest.firstIndex(of: "}") {
          token += rest[...close]
          rest = rest[rest.index(after: close)...]
        }
        if ["\\left", "\\right"].contains(token), !rest.isEmpty { rest = rest.dropFirst() }
        if token == "\\text" { rest = rest.dropFirst(lengthOfGroup(rest)) }
      }
      if !token.allSatisfy(\.isWhitespace) { result.append(token) }
    }
    return result
  }

  /// How long a text begins with a group, in which escaped braces are letters.
  private static func lengthOfGroup(_ text: Substring) -> Int {
    var (depth, isEscaped, length) = (0, false, 0)
    for character in text {
      length += 1
      if !isEscaped { depth += character == "{" ? 1 : character == "}" ? -1 : 0 }
      isEscaped = character == "\\" && !isEscaped
      if depth == 0 { break }
    }
    return length
  }

  private mutating func read(_ token: String) {
    let last = groups.count - 1
    switch token {
    case "_", "^":
      if groups[last].awaitsScript { complaints.append("a script of a script") }
      let isSecond = token == "_" ? groups[last].hasSubscript : groups[last].hasSuperscript
      if isSecond { complaints.append("double \(token)") }
      if token == "_" {
        groups[last].hasSubscript = true
      } else {
        groups[last].hasSuperscript = true
      }
      groups[last].awaitsScript = true
    case "{": groups.append(Group(end: "}"))
    case "\\left": groups.append(Group(end: "\\right"))
    case let begin where begin.hasPrefix("\\begin"):
      groups.append(Group(end: begin.replacing("\\begin", with: "\\end")))
    case "}", "\\right": close(token)
    case let end where end.hasPrefix("\\end{"): close(end)
    case "#", "%", "$", "~": complaints.append("a bare \(token)")
    default:
      if !token.allSatisfy(\.isASCII) { complaints.append("\(token), which is not ASCII,") }
      finishSymbol()
    }
  }

  private mutating func close(_ token: String) {
    if groups[groups.count - 1].awaitsScript { complaints.append("a script that is missing") }
    guard groups.count > 1, groups[groups.count - 1].end == token else {
      return complaints.append("\(token) without its beginning")
    }
    groups.removeLast()
    finishSymbol()
  }

  /// A symbol or group is a script that was waited for, or stands on the line.
  private mutating func finishSymbol() {
    let last = groups.count - 1
    if groups[last].awaitsScript {
      groups[last].awaitsScript = false
    } else {
      groups[last] = Group(end: groups[last].end)
    }
  }
}
