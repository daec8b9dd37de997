import Diagnostics

/// Reads the tokens and comments of a text from left to right, each byte a bounded number of times.
struct Lexer {
  let bytes: [UInt8]
  let file: FileID
  var offset = 0
  var tokens: [Token] = []
  var comments: [Comment] = []
  private(set) var diagnostics: [Diagnostic] = []
  private var startsLine = true

  /// - Precondition: the bytes are UTF-8.
  init(bytes: [UInt8], file: FileID) {
    self.bytes = bytes
    self.file = file
    tokens.reserveCapacity(bytes.count / 3)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
  }

  /// Reads everything up to the end of the file.
  mutating func readAll() -> TokenList {
    while offset < bytes.count {
      switch bytes[offset] {
      case UInt8(ascii: "\n"):
        startsLine = true
        offset += 1
      case 0x09, 0x0B, 0x0C, 0x0D, 0x20: offset += 1
      case UInt8(ascii: "#"): readComment()
      case UInt8(ascii: "\""): readString()
      case UInt8(ascii: "`"): readQuotedName()
      case UInt8(ascii: "0")...UInt8(ascii: "9"): readNumber()
      case let byte where isLetter(byte): readWord()
      case let byte where byte < 0x80: readPunctuation()
      default: readScalar()
      }
    }
    append(.endOfFile, from: offset)
    return TokenList(file: file, tokens: tokens, comments: comments)
  }

  /// Appends the token from `start` to the current offset.
  mutating func append(_ kind: Token.Kind, from start: Int) {
    let isContinued = tokens.last.map { cannotEndStatement($0.kind) } ?? false
    tokens.append(
      Token(
        kind: kind, start: Int32(start), end: Int32(offset), startsLine: startsLine,
        startsStatement: startsLine && !isContinued && !continuesStatement(kind)))
    startsLine = false
  }

  /// Keeps a diagnostic unless there are more than anybody will see.
  mutating func report(_ diagnostic: Diagnostic) {
    if diagnostics.count < syntaxErrorLimit { diagnostics.append(diagnostic) }
  }

  func span(from start: Int, to end: Int) -> SourceSpan {
    SourceSpan(file: file, start: Int32(start), end: Int32(end))
  }

  func text(from start: Int, to end: Int) -> String {
    String(decoding: bytes[start..<end], as: UTF8.self)
  }

  func byte(ahead distance: Int) -> UInt8? {
    offset + distance < bytes.count ? bytes[offset + distance] : nil
  }

  /// Moves to the end of the line, without its line break.
  mutating func skipLine() {
    while offset < bytes.count, bytes[offset] != UInt8(ascii: "\n") { offset += 1 }
  }

  mutating func readComment() {
    let start = offset
    skipLine()
    var end = offset
    while end > start, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 || bytes[end - 1] == 0x0D {
      end -= 1
    }
    comments.append(
      Comment(
        start: Int32(start), end: Int32(end),
        isDocumentation: start + 1 < end && bytes[start + 1] == UInt8(ascii: "#"),
        startsLine: startsLine, nextToken: tokens.count))
  }
}

private func cannotEndStatement(_ kind: Token.Kind) -> Bool {
  switch kind {
  case .punctuation(let mark): mark.cannotEndStatement
  case .reserved(let word): word.cannotEndStatement
  case .name, .quotedName, .number, .string, .lineBreak, .endOfFile: false
  }
}

private func continuesStatement(_ kind: Token.Kind) -> Bool {
  switch kind {
  case .punctuation(let mark): mark.continuesStatement
  case .reserved(let word): word.continuesStatement
  case .name, .quotedName, .number, .string, .lineBreak, .endOfFile: false
  }
}
