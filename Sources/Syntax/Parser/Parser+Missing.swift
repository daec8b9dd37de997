import Diagnostics

extension Parser {
  /// Reports that an expression is missing; gives up unless what follows makes sense without it.
  mutating func missingExpression() throws(Abandoned) -> Expression {
    let place = SourceSpan(file: file, start: previous.end, end: previous.end)
    let failure = missingExpressionError()
    guard resume != position, mayFollowExpression else { throw failure }
    height = 1
    return Expression(.missing, at: place)
  }

  private mutating func missingExpressionError() -> Abandoned {
    if previous.kind == .punctuation(.comma), case .punctuation(let mark) = token.kind,
      mark.isClosing, !brackets.isEmpty, mark != .rightBrace
    {
      return abandon(.trailingComma(at: span(of: previous)))
    }
    if previous.kind == .punctuation(.comma), at(.comma) {
      return abandon(.trailingComma(at: span(of: previous)))
    }
    if at(.not) {
      return expected("an expression", hint: "put parentheses around `not …`")
    }
    if at(.leftBrace) { return expected("an expression", hint: "a vector stands in `[ ]`") }
    if at(.bar) { return expected("an expression", hint: "`abs(…)` is the absolute value") }
    if at(.assign), previous.kind == .punctuation(.assign) {
      return expected("an expression", hint: "one `=` is enough")
    }
    return expected("an expression")
  }

  /// True iff the next token can stand after an expression.
  private var mayFollowExpression: Bool {
    if diagnostics.count >= syntaxErrorLimit { return false }
    if atEndOfStatement { return brackets.isEmpty }
    switch next {
    case .punctuation(let mark):
      return mark == .comma || mark == .rightParenthesis || mark == .rightBracket
    case .reserved(let word):
      return word == .over || word == .using || word == .as
    case .name, .quotedName, .number, .string, .lineBreak, .endOfFile: return false
    }
  }

  /// What to write between two operands that stand side by side.
  var missingOperatorHint: String? {
    guard position > 0, !token.startsLine, isOperand(token.kind),
      isOperand(previous.kind) || previous.kind == .punctuation(.rightBracket)
        || previous.kind == .punctuation(.rightParenthesis)
    else { return nil }
    let word = text(of: token)
    return brackets.isEmpty ? "`* \(word)`" : "`, \(word)` or `* \(word)`"
  }

  private func isOperand(_ kind: Token.Kind) -> Bool {
    switch kind {
    case .name, .quotedName, .number: true
    case .string, .reserved, .punctuation, .lineBreak, .endOfFile: false
    }
  }

  /// Returns the error that a distribution lacks its arguments.
  mutating func missingArguments(_ callee: Path) -> Abandoned {
    if atEndOfStatement || at(.power) || at(.as) || at(.comma) {
      return abandon(.missingArguments(of: callee.text, at: callee.span))
    }
    return expected("`(` and the arguments of `\(callee.text)`")
  }
}
