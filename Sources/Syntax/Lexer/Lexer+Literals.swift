import Diagnostics

extension Lexer {
  /// Reads `"…"`; everything up to the next quote on the line belongs to it.
  mutating func readString() {
    let start = offset
    offset += 1
    while let byte = byte(ahead: 0), byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\n") {
      offset += 1
    }
    if byte(ahead: 0) == UInt8(ascii: "\"") {
      offset += 1
    } else {
      report(.unterminatedString(at: span(from: start, to: start + 1)))
    }
    append(.string, from: start)
  }

  /// Reads digits, an optional fraction and an optional exponent.
  mutating func readNumber() {
    let start = offset
    skipDigits()
    if byte(ahead: 0) == UInt8(ascii: "."), let next = byte(ahead: 1), isDigit(next) {
      offset += 1
      skipDigits()
    }
    let hasExponent = skipExponent()
    let digits = text(from: start, to: offset)
    append(.number, from: start)
    if let value = Double(digits), value.isInfinite {
      report(.numberTooLarge(digits, at: span(from: start, to: offset)))
    } else if byte(ahead: 0) == UInt8(ascii: "."), !hasExponent,
      byte(ahead: 1) != UInt8(ascii: "."),
      !(byte(ahead: 1).map { isLetter($0) } ?? false)
    {
      report(
        .numberEndsWithPoint(digits, at: span(from: start, to: offset + 1)))
      offset += 1
    } else if byte(ahead: 0) == UInt8(ascii: "_") {
      readDigitGroups(from: start)
    }
  }

  /// Reports `1_000` once and passes over the rest of it.
  private mutating func readDigitGroups(from start: Int) {
    while let byte = byte(ahead: 0), isDigit(byte) || byte == UInt8(ascii: "_") { offset += 1 }
    let digits = text(from: start, to: offset).filter { $0 != "_" }
    report(.digitGroups(digits, at: span(from: start, to: offset)))
  }

  private mutating func skipDigits() {
    while let byte = byte(ahead: 0), isDigit(byte) { offset += 1 }
  }

  /// Moves over an exponent if one is there and returns whether it was.
  private mutating func skipExponent() -> Bool {
    guard let letter = byte(ahead: 0), letter == UInt8(ascii: "e") || letter == UInt8(ascii: "E")
    else { return false }
    let sign = byte(ahead: 1)
    let isSigned = sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-")
    guard let digit = byte(ahead: isSigned ? 2 : 1), isDigit(digit) else { return false }
    offset += isSigned ? 2 : 1
    skipDigits()
    return true
  }
}
