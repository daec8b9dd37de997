import Diagnostics

private let statementWords: [String: StatementWord] = Dictionary(
  uniqueKeysWithValues: StatementWord.allCases.map { ($0.rawValue, $0) })

extension Parser {
  /// The statement word at a position, whatever follows it.
  func statementWord(at position: Int) -> StatementWord? {
    let token = tokens[position]
    guard token.kind == .name, token.end - token.start <= 8 else { return nil }
    return statementWords[text(of: token)]
  }

  /// True iff the token starts its line and is a statement word with a name on the same line.
  ///
  /// No expression has two names side by side, so this also tells where a bracket was forgotten.
  func beginsStatement(_ position: Int) -> Bool {
    guard tokens[position].startsLine, statementWord(at: position) != nil,
      position + 1 < tokens.count
    else { return false }
    let following = tokens[position + 1]
    return isName(following.kind) && !following.startsLine
  }

  /// Moves to the end of a statement that was given up, over whole brackets and blocks.
  mutating func skipStatement(from start: Int) {
    var open = brackets.count
    var braces = 0
    brackets = []
    while token.kind != .endOfFile {
      if position == resume { return }
      if token.startsLine, position > start, braces == 0 {
        if open == 0 && token.startsStatement || beginsStatement(position) { return }
      }
      switch token.kind {
      case .punctuation(.leftParenthesis), .punctuation(.leftBracket): open += 1
      case .punctuation(.rightParenthesis), .punctuation(.rightBracket): open = max(open - 1, 0)
      case .punctuation(.leftBrace): braces += 1
      case .punctuation(.rightBrace):
        if braces == 0 { return }
        braces -= 1
      case .punctuation(.semicolon):
        if open == 0, braces == 0 { return }
      case .name, .quotedName, .number, .string, .reserved, .punctuation, .lineBreak, .endOfFile:
        break
      }
      advance()
    }
  }
}
