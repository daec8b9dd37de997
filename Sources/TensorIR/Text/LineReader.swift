/// Reads the parts of one line from left to right.
struct LineReader {
  private var rest: Substring.UTF8View
  private let line: Int

  init(_ text: Substring, line: Int) {
    rest = text.utf8
    self.line = line
    skipSpace()
  }

  var isAtEnd: Bool { rest.isEmpty }

  func failure(_ message: String) -> ProgramTextFailure {
    ProgramTextFailure(line: line, message: message)
  }

  private mutating func skipSpace() { rest = rest.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D } }

  private mutating func take(while condition: (UInt8) -> Bool) -> String {
    let part = rest.prefix(while: condition)
    rest = rest[part.endIndex...]
    return String(Substring(part))
  }

  /// Takes a mark if it is next.
  mutating func skip(_ mark: Character) -> Bool {
    guard let byte = mark.asciiValue, rest.first == byte else { return false }
    rest = rest.dropFirst()
    skipSpace()
    return true
  }

  /// Takes a mark.
  mutating func expect(_ mark: Character) throws(ProgramTextFailure) {
    if !skip(mark) { throw failure("expected '\(mark)'") }
  }

  /// Takes a word if it is next.
  mutating func skip(word: String) -> Bool {
    var other = self
    guard other.take(while: \.isWordByte) == word else { return false }
    other.skipSpace()
    self = other
    return true
  }

  /// Takes one given word.
  mutating func expect(word: String) throws(ProgramTextFailure) {
    if !skip(word: word) { throw failure("expected '\(word)'") }
  }

  /// Takes any word.
  mutating func word() throws(ProgramTextFailure) -> String {
    let word = take(while: \.isWordByte)
    if !word.isWord { throw failure("expected a word") }
    skipSpace()
    return word
  }

  /// Takes a label of a table: a word, or an identity, or both.
  mutating func label() throws(ProgramTextFailure) -> String {
    let label = take { $0.isWordByte || $0 == 0x23 }
    if label.isEmpty { throw failure("expected a name") }
    skipSpace()
    return label
  }

  /// Takes a text in quotes if it is next.
  mutating func quoted() throws(ProgramTextFailure) -> String? {
    guard rest.first == 0x22 else { return nil }
    rest = rest.dropFirst()
    var bytes: [UInt8] = []
    while let byte = rest.popFirst(), byte != 0x22 {
      guard byte == 0x5C else {
        bytes.append(byte)
        continue
      }
      guard let escaped = rest.popFirst() else { throw failure("unfinished quotes") }
      bytes.append(escaped == 0x6E ? 0x0A : escaped)
    }
    skipSpace()
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Takes a whole number that is not negative.
  mutating func integer() throws(ProgramTextFailure) -> Int {
    guard let number = Int(take(while: \.isDigitByte)) else {
      throw failure("expected a whole number")
    }
    skipSpace()
    return number
  }

  /// Takes a real number, also an infinite one or none.
  mutating func real() throws(ProgramTextFailure) -> Double {
    let text = take { $0.isWordByte || $0 == 0x2B || $0 == 0x2D || $0 == 0x2E }
    guard let number = Double(text) else { throw failure("expected a number") }
    skipSpace()
    return number
  }
}
