import Diagnostics

/// How many syntax errors of a file are told one by one.
let syntaxErrorLimit = 20

extension Parser {
  /// Keeps a diagnostic unless one is known already that explains it: of the same token, or of the
  /// lexer in the same statement before that place.
  mutating func report(_ diagnostic: Diagnostic) {
    guard diagnostics.count < syntaxErrorLimit, reported != position else { return }
    reported = position
    let end = diagnostic.span?.end ?? token.end
    let isExplained = lexical.contains { fault in
      guard let place = fault.span else { return false }
      return place.start >= statementStart && place.start < end
    }
    if !isExplained { diagnostics.append(diagnostic) }
    if diagnostics.count == syntaxErrorLimit { position = tokens.count - 1 }
  }

  /// Reports a diagnostic and gives up the statement.
  mutating func abandon(_ diagnostic: Diagnostic) -> Abandoned {
    report(diagnostic)
    if token.kind == .endOfFile { hasReportedEnd = true }
    return Abandoned()
  }

  /// Hands over what was found, the lexer's part included, up to the limit.
  func finish(log: inout DiagnosticLog) {
    let all = (lexical + diagnostics).enumerated().sorted { a, b in
      guard let x = a.element.span, let y = b.element.span, x != y else {
        return a.offset < b.offset
      }
      return x < y
    }.map(\.element)
    for diagnostic in all.prefix(syntaxErrorLimit) { log.insert(diagnostic) }
    if all.count >= syntaxErrorLimit, let place = all[syntaxErrorLimit - 1].span {
      log.insert(.tooManyErrors(syntaxErrorLimit, at: place))
    }
  }

  /// What stands at the next token, in words for a message.
  var found: String {
    if next == .lineBreak { return "the end of the line" }
    return description(of: token)
  }

  func description(of token: Token) -> String {
    switch token.kind {
    case .endOfFile: "the end of the file"
    case .lineBreak: "the end of the line"
    case .string: "a string"
    case .name, .quotedName, .number, .reserved, .punctuation: "`\(text(of: token))`"
    }
  }

  /// Returns the error that something else should come next.
  ///
  /// At the end of a line the place is the token before it, since nothing is to be seen after it.
  mutating func expected(_ what: String, hint: String? = nil) -> Abandoned {
    if let unclosed = unclosedBracket() { return unclosed }
    if brackets.isEmpty, at(.rightParenthesis) || at(.rightBracket) {
      return abandon(.unopenedBracket(text(of: token), at: span(of: token)))
    }
    if atEndOfLine {
      return abandon(
        .unexpectedEnd(
          expected: what, after: description(of: previous), at: span(of: previous), hint: hint))
    }
    return abandon(.unexpected(found, expected: what, at: span(of: token), hint: hint))
  }

  /// True iff nothing more comes on the line of the previous token.
  var atEndOfLine: Bool {
    position > 0 && (token.startsLine || token.kind == .endOfFile || next == .lineBreak)
  }
}
