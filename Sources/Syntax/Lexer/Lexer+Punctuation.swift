import Diagnostics

/// Marks of two bytes; the longest match wins.
private let pairs: [(String, Punctuation)] = [
  ("..", .range), ("->", .arrow), ("<=", .lessOrEqual), (">=", .greaterOrEqual), ("==", .equal),
  ("!=", .notEqual),
]

/// Marks of other languages, what they are called here, and how they are read on.
private let foreignPairs: [(String, replacement: String, kind: Token.Kind)] = [
  ("&&", "and", .reserved(.and)), ("||", "or", .reserved(.or)),
  ("**", "^", .punctuation(.power)), (":=", "=", .punctuation(.assign)),
]

/// Characters that word processors and mathematics put where a mark is meant.
private let foreignScalars: [Unicode.Scalar: (replacement: String, kind: Token.Kind)] = [
  "\u{2212}": ("-", .punctuation(.minus)), "\u{2013}": ("-", .punctuation(.minus)),
  "\u{2014}": ("-", .punctuation(.minus)), "\u{00D7}": ("*", .punctuation(.times)),
  "\u{00B7}": ("*", .punctuation(.times)), "\u{22C5}": ("*", .punctuation(.times)),
  "\u{00F7}": ("/", .punctuation(.divide)), "\u{2264}": ("<=", .punctuation(.lessOrEqual)),
  "\u{2265}": (">=", .punctuation(.greaterOrEqual)), "\u{2260}": ("!=", .punctuation(.notEqual)),
  "\u{2192}": ("->", .punctuation(.arrow)), "\u{223C}": ("~", .punctuation(.tilde)),
  "\u{2026}": ("..", .punctuation(.range)), "\u{2208}": ("in", .reserved(.in)),
  "!": ("not", .reserved(.not)), "\u{221E}": ("inf", .reserved(.inf)),
  "\u{2223}": ("|", .punctuation(.bar)),
]

private let typographicQuotes: Set<Unicode.Scalar> = ["\u{201C}", "\u{201D}", "\u{201E}"]

private let singles: [UInt8: Punctuation] = Dictionary(
  uniqueKeysWithValues: Punctuation.allCases.filter { $0.rawValue.utf8.count == 1 }
    .map { ($0.rawValue.utf8.first ?? 0, $0) })

extension Lexer {
  /// Reads a mark of one or two ASCII characters.
  mutating func readPunctuation() {
    let start = offset
    if let (_, mark) = pairs.first(where: { starts(with: $0.0) }) {
      offset += 2
      append(.punctuation(mark), from: start)
    } else if let foreign = foreignPairs.first(where: { starts(with: $0.0) }) {
      offset += 2
      report(
        .foreignSymbol(
          foreign.0, replacement: foreign.replacement, at: span(from: start, to: offset))
      )
      append(foreign.kind, from: start)
    } else if starts(with: "//") {
      report(
        .foreignSymbol("//", replacement: "#", at: span(from: start, to: start + 2)))
      readComment()
    } else if starts(with: "."), let digit = byte(ahead: 1), isDigit(digit), !followsOperand {
      readFraction()
    } else if let mark = singles[bytes[offset]] {
      offset += 1
      append(.punctuation(mark), from: start)
    } else {
      readForeign(Unicode.Scalar(bytes[offset]), length: 1)
    }
  }

  /// Reads a character outside ASCII: a letter, white space, or one that is not of the language.
  mutating func readScalar() {
    guard let (scalar, length) = scalar(in: bytes, at: offset) else {
      offset += 1
      return
    }
    if isLetter(scalar) {
      readWord()
    } else if scalar.properties.isWhitespace {
      offset += length
    } else if typographicQuotes.contains(scalar) {
      readTypographicString()
    } else {
      readForeign(scalar, length: length)
    }
  }

  /// Reads a string that a word processor has given curved quotes.
  private mutating func readTypographicString() {
    let start = offset
    while offset < bytes.count, bytes[offset] != UInt8(ascii: "\n"),
      let (next, length) = scalar(in: bytes, at: offset)
    {
      offset += length
      if offset - length > start, typographicQuotes.contains(next) { break }
    }
    report(.typographicQuotes(at: span(from: start, to: offset)))
    append(.string, from: start)
  }

  /// Reads a character that is not of the language as the mark it stands for, if it does.
  private mutating func readForeign(_ scalar: Unicode.Scalar, length: Int) {
    guard let (replacement, kind) = foreignScalars[scalar] else {
      return readUnknown(scalar, length: length)
    }
    let start = offset
    offset += length
    let place = span(from: start, to: offset)
    report(
      .foreignSymbol(String(Character(scalar)), replacement: replacement, at: place))
    append(kind, from: start)
  }

  /// True iff the last token ends an operand right before the offset, so that `.` selects from it.
  private var followsOperand: Bool {
    guard let last = tokens.last, Int(last.end) == offset else { return false }
    switch last.kind {
    case .name, .quotedName, .number, .reserved: return true
    case .punctuation(let mark): return mark == .rightParenthesis || mark == .rightBracket
    case .string, .lineBreak, .endOfFile: return false
    }
  }

  /// Reads `.5`, which is written `0.5`.
  private mutating func readFraction() {
    let start = offset
    offset += 1
    while let byte = byte(ahead: 0), isDigit(byte) { offset += 1 }
    report(
      .numberStartsWithPoint(text(from: start, to: offset), at: span(from: start, to: offset)))
    append(.number, from: start)
  }

  /// Reports a character once and passes over all that follow of its kind.
  private mutating func readUnknown(_ scalar: Unicode.Scalar, length: Int) {
    let start = offset
    offset += length
    while offset < bytes.count, let (next, length) = Syntax.scalar(in: bytes, at: offset),
      next == scalar
    {
      offset += length
    }
    report(.unknownCharacter(scalar, at: span(from: start, to: offset)))
  }

  private func starts(with text: String) -> Bool { bytes[offset...].starts(with: text.utf8) }
}
