/// The tokens of a JSON text.
struct JSONScanner {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { position = 3 }
    skipSpace()
  }

  /// The first byte of the next token; 0 at the end.
  var peek: UInt8 { position < bytes.count ? bytes[position] : 0 }
  var isAtEnd: Bool { position >= bytes.count }

  /// The line of the next token, from 1.
  var line: Int { 1 + bytes[..<min(position, bytes.count)].count { $0 == 0x0A } }

  func unexpected(_ wanted: String) -> DataFailure {
    .unexpectedJSON(line: line, wanted: wanted)
  }

  mutating func advance() {
    position += 1
    skipSpace()
  }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: character), !isAtEnd else { return false }
    advance()
    return true
  }

  mutating func expect(_ character: Unicode.Scalar, as text: String) throws(DataFailure) {
    guard take(character) else { throw unexpected(text) }
  }

  /// The letters, digits and signs of a number or a word.
  mutating func scanWord() -> UnsafeBufferPointer<UInt8> {
    let start = position
    while !isAtEnd, isWord(bytes[position]) { position += 1 }
    let word = UnsafeBufferPointer(rebasing: bytes[start..<position])
    skipSpace()
    return word
  }

  mutating func scanString() throws(DataFailure) -> String {
    guard peek == UInt8(ascii: "\"") else { throw unexpected("a name in quotes") }
    position += 1
    var content: [UInt8] = []
    while peek != UInt8(ascii: "\"") {
      guard peek >= 0x20 else { throw unexpected("a closing quote") }
      if peek == UInt8(ascii: "\\") {
        position += 1
        content.append(try unescaped(peek))
      } else {
        content.append(peek)
      }
      position += 1
    }
    advance()
    return String(decoding: content, as: UTF8.self)
  }

  private func unescaped(_ byte: UInt8) throws(DataFailure) -> UInt8 {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return byte
    case UInt8(ascii: "n"): return 0x0A
    case UInt8(ascii: "t"): return 0x09
    case UInt8(ascii: "r"): return 0x0D
    case UInt8(ascii: "b"): return 0x08
    case UInt8(ascii: "f"): return 0x0C
    default: throw .unsupportedEscape(line: line)
    }
  }

  private mutating func skipSpace() {
    while !isAtEnd, isSpace(bytes[position]) { position += 1 }
  }

  private func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  private func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "."), UInt8(ascii: "-"),
      UInt8(ascii: "+"):
      true
    default: false
    }
  }
}
