import Diagnostics

func isLetter(_ byte: UInt8) -> Bool {
  byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z")
    || byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
}

func isLetter(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isAlphabetic }

func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

private let reservedWords: [String: ReservedWord] = Dictionary(
  uniqueKeysWithValues: ReservedWord.allCases.map { ($0.rawValue, $0) })

extension Lexer {
  /// Reads a name or a reserved word; the offset is at a letter.
  mutating func readWord() {
    let start = offset
    skipWord()
    let isShortWord = offset - start <= 6
    if isShortWord, let word = reservedWords[text(from: start, to: offset)] {
      append(.reserved(word), from: start)
    } else {
      append(.name, from: start)
    }
  }

  private mutating func skipWord() {
    while offset < bytes.count {
      let byte = bytes[offset]
      if isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "_") {
        offset += 1
      } else if byte >= 0x80, let (scalar, length) = scalar(in: bytes, at: offset),
        isLetter(scalar) || scalar.properties.generalCategory == .nonspacingMark
      {
        offset += length
      } else {
        break
      }
    }
    while byte(ahead: 0) == UInt8(ascii: "'") { offset += 1 }
  }

  /// Reads `` `name` ``.
  mutating func readQuotedName() {
    let start = offset
    offset += 1
    while let byte = byte(ahead: 0), byte != UInt8(ascii: "`"), byte != UInt8(ascii: "\n") {
      offset += 1
    }
    let isClosed = byte(ahead: 0) == UInt8(ascii: "`")
    let content = bytes[(start + 1)..<offset]
    if isClosed { offset += 1 }
    if !isClosed {
      report(.unterminatedName(at: span(from: start, to: start + 1)))
    } else if !isName(content) {
      report(.invalidQuotedName(at: span(from: start, to: offset)))
    }
    append(.quotedName, from: start)
  }

  /// True iff the bytes are a letter, then letters, digits and `_`, then `'`.
  private func isName(_ content: ArraySlice<UInt8>) -> Bool {
    var lexer = Lexer(bytes: Array(content), file: file)
    guard !content.isEmpty, let (first, _) = scalar(in: lexer.bytes, at: 0), isLetter(first)
    else { return false }
    lexer.skipWord()
    return lexer.offset == lexer.bytes.count
  }
}
