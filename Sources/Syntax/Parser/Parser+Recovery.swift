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
  /// `of`, `within` and their like do not count, since they may follow a name. No expression has
  /// two other names side by side, so this also tells where a bracket was forgotten.
  func beginsStatement(_ position: Int) -> Bool {
    guard tokens[position].startsLine, position > 0, position + 1 < tokens.count,
      statementWord(at: position) != nil
    else { return false }
    let following = tokens[position + 1]
    return isName(following.kind) && !following.startsLine
      && ContextualWord(rawValue: text(of: following)) == nil
  }

  /// True iff the next token starts its line and is a name with `=` or `~` after it or its indices.
  ///
  /// Outside brackets no expression goes on like that, so an operand was forgotten before it.
  var beginsDeclaration: Bool {
    guard token.startsLine, brackets.isEmpty, isName(token.kind) else { return false }
    var end = position + 1
    if tokens[end].kind == .punctuation(.leftBracket) {
      while end < min(position + 20, tokens.count - 1), !tokens[end].startsLine,
        tokens[end].kind != .punctuation(.rightBracket)
      {
        end += 1
      }
      end = min(end + 1, tokens.count - 1)
    }
    return tokens[end].kind == .punctuation(.assign) || tokens[end].kind == .punctuation(.tilde)
  }

  /// Moves to the end of a statement that was given up, over whole brackets and blocks.
  mutating func skipStatement(from start: Int) {
    var braces = brackets.count { tokens[$0].kind == .punctuation(.leftBrace) }
    var open = brackets.count - braces
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
