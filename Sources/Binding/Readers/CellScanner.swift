/// One cell of a delimited text, by its bytes.
struct Cell {
  /// The content: inside the quotes of a quoted cell, without the spaces around another.
  var start: Int
  var end: Int
  var isQuoted = false
  /// Whether the content has doubled quotes.
  var hasEscapes = false

  var isEmpty: Bool { start == end }
}

/// Splits delimited text into cells as RFC 4180 says; line breaks may be LF, CRLF or CR.
struct CellScanner {
  let bytes: UnsafeBufferPointer<UInt8>
  let delimiter: UInt8
  private(set) var position: Int
  /// The line of the file at `position`, from 1.
  private(set) var line = 1

  init(_ bytes: UnsafeBufferPointer<UInt8>, delimiter: UInt8, from start: Int) {
    self.bytes = bytes
    self.delimiter = delimiter
    position = start
  }

  var isAtEnd: Bool { position >= bytes.count }

  /// Appends the cells of the next record.
  mutating func scanRecord(into cells: inout [Cell]) throws(DataFailure) {
    while true {
      cells.append(try scanCell())
      guard !isAtEnd, bytes[position] == delimiter else { break }
      position += 1
    }
    skipLineBreak()
  }

  private mutating func scanCell() throws(DataFailure) -> Cell {
    skipSpaces()
    guard !isAtEnd, bytes[position] == UInt8(ascii: "\"") else { return try scanPlainCell() }
    return try scanQuotedCell()
  }

  private mutating func scanPlainCell() throws(DataFailure) -> Cell {
    let start = position
    while !isAtEnd, case let byte = bytes[position], byte != delimiter, byte != 0x0A, byte != 0x0D {
      if byte == 0 { throw .binaryText(line: line) }
      position += 1
    }
    var end = position
    while end > start, isSpace(bytes[end - 1]) { end -= 1 }
    return Cell(start: start, end: end)
  }

  private mutating func scanQuotedCell() throws(DataFailure) -> Cell {
    let openingLine = line
    var cell = Cell(start: position + 1, end: position + 1, isQuoted: true)
    position += 1
    while true {
      guard !isAtEnd else { throw .unclosedQuote(line: openingLine) }
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        guard position + 1 < bytes.count, bytes[position + 1] == byte else { break }
        cell.hasEscapes = true
        position += 1
      }
      if byte == 0 { throw .binaryText(line: line) }
      if byte == 0x0A { line += 1 }
      position += 1
    }
    cell.end = position
    position += 1
    skipSpaces()
    guard isAtEnd || bytes[position] == delimiter || isLineBreak(bytes[position]) else {
      throw .textAfterQuote(line: line)
    }
    return cell
  }

  private mutating func skipSpaces() {
    while !isAtEnd, isSpace(bytes[position]) { position += 1 }
  }

  private mutating func skipLineBreak() {
    guard !isAtEnd else { return }
    if bytes[position] == 0x0D, position + 1 < bytes.count, bytes[position + 1] == 0x0A {
      position += 1
    }
    position += 1
    line += 1
  }

  private func isSpace(_ byte: UInt8) -> Bool {
    (byte == 0x20 || byte == 0x09) && byte != delimiter
  }

  private func isLineBreak(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
}
