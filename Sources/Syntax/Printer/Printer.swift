/// Writes a tree as text with the canonical spacing, token by token in the order of the text.
///
/// With a `TokenCursor` it repeats the tokens of a source text, whose comments and line breaks
/// inside statements it keeps; without one it makes the tokens up from the tree.
struct Printer {
  /// What stands before a token that does not start a line.
  enum Gap { case none, space }

  var source: TokenCursor?
  private(set) var lines: [Line] = []
  /// How many spaces the statements of the current block are indented by.
  var indentation = 0
  /// True iff the next token starts a statement.
  private var isAtStart = true
  /// True iff a comment has ended the line.
  private var isLineEnded = false
  /// True iff nothing of the current block has been written.
  private var isAtStartOfBlock = true

  init(source: TokenCursor? = nil) { self.source = source }

  // MARK: - Tokens

  /// Writes a token; its text is that of the source, if there is one.
  mutating func emit(_ text: String, _ gap: Gap = .space) {
    guard let token = source?.next else { return write(text, gap, breaksLine: false) }
    writeComments()
    let isBroken = token.startsLine && token.kind != .punctuation(.leftBrace)
    write(source?.text(of: token) ?? text, gap, breaksLine: isBroken || isLineEnded)
    source?.advance()
  }

  mutating func emit(_ mark: Punctuation, _ gap: Gap = .space) { emit(mark.rawValue, gap) }

  /// Writes a name, in backticks where it would be read as something else.
  mutating func emit(_ name: Name, _ gap: Gap = .space) {
    emit(ReservedWord(rawValue: name.text) == nil ? name.text : "`\(name.text)`", gap)
  }

  /// True iff the source, if there is one, has this mark next.
  func isNext(_ mark: Punctuation) -> Bool { source?.next.kind == .punctuation(mark) }

  /// Remembers that the next token of the line starts a column.
  mutating func mark(_ column: Line.Column) {
    guard !lines.isEmpty, !isAtStart, !isLineEnded else { return }
    lines[lines.count - 1].marks.append((column, lines[lines.count - 1].text.count))
  }

  /// Says what the line aligns with.
  mutating func align(as alignment: Line.Alignment) {
    if !lines.isEmpty { lines[lines.count - 1].alignment = alignment }
  }

  private mutating func write(_ text: String, _ gap: Gap, breaksLine: Bool) {
    if isAtStart || lines.isEmpty {
      lines.append(Line(indentation: indentation, text: text))
    } else if breaksLine {
      let isCloser = text == ")" || text == "]" || text == "}"
      lines.append(
        Line(indentation: indentation + (isCloser ? 0 : 2), text: text, isContinuation: true))
    } else {
      lines[lines.count - 1].text += (gap == .space ? " " : "") + text
    }
    isAtStart = false
    isLineEnded = false
    isAtStartOfBlock = false
  }

  // MARK: - Comments and blank lines

  /// Writes the comments that stand before the next token of the source.
  mutating func writeComments() {
    guard let source else { return }
    for comment in source.comments {
      let text = source.text(of: comment)
      if !comment.startsLine, !lines.isEmpty, lines[lines.count - 1].comment == nil {
        lines[lines.count - 1].comment = text
      } else {
        if isAtStart { writeBlankLine(before: comment.start) }
        lines.append(
          Line(
            indentation: indentation + (isAtStart ? 0 : 2), text: text, isContinuation: !isAtStart))
        isAtStartOfBlock = false
      }
      if !isAtStart { isLineEnded = true }
    }
    self.source?.passComments()
  }

  /// Writes a blank line if the source has one before an offset and something stands above it.
  private mutating func writeBlankLine(before offset: Int32) {
    guard let source, !isAtStartOfBlock, source.hasBlankLine(before: offset) else { return }
    lines.append(Line(indentation: 0, text: ""))
  }

  // MARK: - Statements

  /// Makes the next token start a statement on a line of its own.
  mutating func startStatement() {
    while isNext(.semicolon) { passSeparator() }
    isAtStart = true
    isLineEnded = false
    writeComments()
    if let token = source?.next { writeBlankLine(before: token.start) }
  }

  /// Passes over a `;` whose place a line break takes; its comments stay.
  mutating func passSeparator() {
    isAtStart = true
    writeComments()
    source?.advance()
  }

  /// Writes `{`, the statements on lines of their own, and `}`.
  mutating func block(count: Int, _ statement: (inout Printer, Int) -> Void) {
    let isInline = source?.isBlockOnOneLine ?? false
    emit(.leftBrace)
    if isInline { return inlineBlock(count: count, statement) }
    indentation += 2
    isAtStartOfBlock = true
    for index in 0..<count {
      startStatement()
      statement(&self, index)
    }
    while isNext(.semicolon) { passSeparator() }
    isAtStart = true
    writeComments()
    indentation -= 2
    isAtStart = count > 0 || source != nil && lines.last?.text.last != "{"
    emit(.rightBrace, .none)
  }

  private mutating func inlineBlock(count: Int, _ statement: (inout Printer, Int) -> Void) {
    for index in 0..<count {
      while isNext(.semicolon) { source?.advance() }
      if index > 0, let last = lines.indices.last { lines[last].text += ";" }
      statement(&self, index)
    }
    while isNext(.semicolon) { source?.advance() }
    emit(.rightBrace, count == 0 ? .none : .space)
  }

  /// Writes the documentation of a statement that comes from no source.
  mutating func documentation(_ documentation: String?) {
    guard source == nil, let documentation else { return }
    for line in documentation.split(separator: "\n", omittingEmptySubsequences: false) {
      lines.append(Line(indentation: indentation, text: line.isEmpty ? "##" : "## \(line)"))
    }
  }

  /// Writes what stands behind the last statement of the file.
  mutating func finish() {
    while isNext(.semicolon) { passSeparator() }
    isAtStart = true
    writeComments()
  }
}
