public import Diagnostics

extension TokenList {
  /// The tokens one to a line with their places, as `gmc compile --print tokens` shows them.
  public func text(in sources: SourceMap) -> String {
    let source = sources[file]
    return tokens.map { token in
      let place = source.position(of: token.start)
      let span = SourceSpan(file: file, start: token.start, end: token.end)
      let text = source.text(of: span)
      return "\(place.line):\(place.column) \(token.kind.label)\(text.isEmpty ? "" : " " + text)\n"
    }.joined()
  }
}

extension Token.Kind {
  fileprivate var label: String {
    switch self {
    case .name, .quotedName: "name"
    case .number: "number"
    case .string: "string"
    case .reserved: "word"
    case .punctuation: "mark"
    case .lineBreak: "line-break"
    case .endOfFile: "end"
    }
  }
}
