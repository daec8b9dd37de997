import Diagnostics

extension Parser {
  /// Reads an opening bracket; inside it line breaks do not count.
  mutating func open() {
    brackets.append(position)
    advance()
  }

  /// Reads the bracket that closes the one opened last, or reports what else could come.
  mutating func close(or expectation: String) throws(Abandoned) {
    guard let opening = brackets.last, let closing = closing(of: opening) else { return }
    guard at(closing) else {
      throw expected("\(expectation) or `\(closing.rawValue)`", hint: missingOperatorHint)
    }
    advance()
    brackets.removeLast()
  }

  /// Returns the error that the innermost open bracket is never closed, if the next token shows it.
  mutating func unclosedBracket() -> Abandoned? {
    guard let opening = brackets.last, let closing = closing(of: opening),
      let reason = reasonForNoBracket(closing, opening: opening)
    else { return nil }
    if token.startsLine { resume = position }
    return abandon(
      .unclosedBracket(text(of: tokens[opening]), at: span(of: tokens[opening]), caption: reason))
  }

  private func closing(of opening: Int) -> Punctuation? {
    guard case .punctuation(let mark) = tokens[opening].kind else { return nil }
    return mark.closing
  }

  /// What the next token says about a bracket that should be closed before it; `nil` for nothing.
  private mutating func reasonForNoBracket(_ closing: Punctuation, opening: Int) -> String? {
    let before = "before a `\(closing.rawValue)`"
    if token.kind == .endOfFile { return "the file ends \(before)" }
    if case .punctuation(let mark) = token.kind, mark.isClosing, mark != closing {
      if mark == .rightBrace, let block = blocks.last {
        return "the \(block.noun) ends on line \(lineNumber(of: token)) \(before)"
      }
      return "a `\(mark.rawValue)` comes before its `\(closing.rawValue)`"
    }
    if closing == .rightBracket, at(.colon) || at(.tilde) || at(.assign) {
      return "a `\(text(of: token))` comes before its `]`"
    }
    guard !isClosedLater, let line = lineOfNewStatement(after: opening) else { return nil }
    position = line
    return "the next statement begins on line \(lineNumber(of: token)) \(before)"
  }

  /// The position where the line of the next token starts, if that seems to be a new statement.
  private func lineOfNewStatement(after opening: Int) -> Int? {
    if token.startsStatement || beginsStatement(position) { return position }
    switch token.kind {
    case .punctuation(.tilde), .punctuation(.colon), .punctuation(.assign):
      var start = position
      while start > opening, !tokens[start].startsLine { start -= 1 }
      return start > opening ? start : nil
    case .name, .quotedName, .number, .string, .reserved, .punctuation, .lineBreak, .endOfFile:
      return nil
    }
  }

  /// True iff the innermost open bracket finds a partner before the next statement or block.
  private var isClosedLater: Bool {
    var open = 1
    for position in position..<tokens.count {
      if beginsStatement(position) { return false }
      switch tokens[position].kind {
      case .punctuation(.leftParenthesis), .punctuation(.leftBracket): open += 1
      case .punctuation(.rightParenthesis), .punctuation(.rightBracket):
        open -= 1
        if open == 0 { return true }
      case .punctuation(.leftBrace), .punctuation(.rightBrace): return false
      case .name, .quotedName, .number, .string, .reserved, .punctuation, .lineBreak, .endOfFile:
        break
      }
    }
    return false
  }

  func lineNumber(of token: Token) -> Int {
    1 + bytes[..<Int(token.start)].count { $0 == UInt8(ascii: "\n") }
  }
}
