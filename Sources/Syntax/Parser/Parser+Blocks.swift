import Diagnostics

extension Parser {
  /// Statements with separators between them, up to a `}`, the end of the file, or a statement
  /// that shows that a `}` is missing.
  mutating func statements(in block: Block?) -> [Statement] {
    items { parser in
      let start = parser.position
      let documentation = parser.documentation
      do throws(Abandoned) {
        let kind = try parser.statement(in: block)
        try parser.expectEndOfStatement()
        return Statement(kind, documentation: documentation, at: parser.span(from: start))
      } catch {
        parser.skipStatement(from: start)
        return Statement(
          .unreadable, documentation: documentation, at: parser.span(from: start))
      }
    }
  }

  /// Reads items until the block ends, at least one token each.
  mutating func items<Item>(_ item: (inout Parser) -> Item) -> [Item] {
    var items: [Item] = []
    while true {
      while next == .lineBreak || at(.semicolon) {
        if at(.semicolon) { advance() } else { joined = position }
      }
      if next == .endOfFile || at(.rightBrace) || endsForgottenBlock { return items }
      let start = position
      brackets = []
      depth = 0
      statementStart = token.start
      let errors = diagnostics.count
      items.append(item(&self))
      if token.kind == .endOfFile, diagnostics.count > errors || hasLexicalFault {
        hasReportedEnd = true
      }
      brackets = []
      if position == start { advance() }
    }
  }

  /// `{`, the statements, `}`.
  mutating func block<Item>(
    _ block: Block, of head: Int, _ body: (inout Parser) -> [Item]
  ) throws(Abandoned) -> [Item] {
    let opening = position
    let isOpened = at(.leftBrace)
    if isOpened {
      advance()
    } else {
      guard atEndOfLine, next != .endOfFile else { throw expected("`{`") }
      report(.missingOpeningBrace(after: block.noun, at: span(of: previous)))
      missingBraces += 1
    }
    blocks.append(block)
    heads.append(head)
    let items = body(&self)
    heads.removeLast()
    blocks.removeLast()
    if at(.rightBrace), !closesOuterBlock(head) {
      advance()
    } else if isOpened {
      reportMissingBrace(of: opening)
    }
    return items
  }

  /// True iff the lexer has found the current statement faulty.
  private var hasLexicalFault: Bool {
    lexical.contains { fault in fault.span.map { $0.start >= statementStart } ?? false }
  }

  /// Reports a block without its end, unless the truncated text has been reported already.
  private mutating func reportMissingBrace(of opening: Int) {
    joined = -1
    ended = position
    missingBraces -= 1
    if token.kind == .endOfFile, hasReportedEnd { return }
    let end =
      token.kind == .endOfFile
      ? "the file ends" : "`\(text(of: token))` comes on line \(lineNumber(of: token))"
    report(.unclosedBracket("{", at: span(of: tokens[opening]), caption: "\(end) before a `}`"))
    hasReportedEnd = token.kind == .endOfFile
  }

  /// True iff a `}` is missing and the next one, by its indentation, is that of an outer block.
  private func closesOuterBlock(_ head: Int) -> Bool {
    guard missingBraces > 0, let outer = heads.last, token.startsLine else { return false }
    return column(of: token) <= column(of: tokens[outer])
      && column(of: tokens[outer]) < column(of: tokens[head])
  }

  private func column(of token: Token) -> Int {
    var start = Int(token.start)
    let least = max(0, start - 200)
    while start > least, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
    return Int(token.start) - start
  }

  /// True iff a `}` is missing and the next statement belongs to an outer block.
  private var endsForgottenBlock: Bool {
    guard missingBraces > 0, let block = blocks.last, let word = statementHead else { return false }
    guard !block.contains(word) else { return false }
    return blocks.dropLast().contains { $0.contains(word) }
      || word.belongsToFile && !blocks.contains { $0.contains(word) }
  }

  /// Reports what follows a statement without a separator.
  mutating func expectEndOfStatement() throws(Abandoned) {
    guard !atEndOfStatement, ended != position else { return }
    let hint = at(.optional) ? "`if … then … else …` chooses" : missingOperatorHint
    throw expected("the end of the statement", hint: hint)
  }

  /// The `##` lines above the next token.
  var documentation: String? {
    var low = 0
    var high = comments.count
    while low < high {
      let middle = (low + high) / 2
      if comments[middle].nextToken < position { low = middle + 1 } else { high = middle }
    }
    var lines: [String] = []
    while low < comments.count, comments[low].nextToken == position {
      let comment = comments[low]
      if comment.isDocumentation, comment.startsLine { lines.append(documentationText(comment)) }
      low += 1
    }
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }

  private func documentationText(_ comment: Comment) -> String {
    let text = String(
      decoding: bytes[Int(comment.start + 2)..<Int(comment.end)], as: UTF8.self)
    return text.first == " " ? String(text.dropFirst()) : text
  }
}
