/// Reads a table with a header line; every column becomes an array of shape `[rows]`.
///
/// An empty cell or an unquoted `NA` is missing. A column is integers, reals or texts, the first
/// that fits all its cells. A first column without a name holds the names of rows.
func readDelimited(_ bytes: [UInt8], delimiter: UInt8) throws(DataFailure) -> [DataArray] {
  let result = bytes.withUnsafeBufferPointer { buffer -> Result<[DataArray], DataFailure> in
    Result { () throws(DataFailure) -> [DataArray] in
      var reader = DelimitedReader(buffer, delimiter: delimiter)
      return try reader.read()
    }
  }
  return try result.get()
}

private struct DelimitedReader {
  let bytes: UnsafeBufferPointer<UInt8>
  var scanner: CellScanner
  /// The cells of the rows, header aside, row by row.
  var cells: [Cell] = []
  var names: [String] = []
  var width = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>, delimiter: UInt8) {
    self.bytes = bytes
    let hasMark = bytes.count >= 3 && bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF
    scanner = CellScanner(bytes, delimiter: delimiter, from: hasMark ? 3 : 0)
  }

  mutating func read() throws(DataFailure) -> [DataArray] {
    try readHeader()
    try readRows()
    let rows = cells.count / max(width, 1)
    return (0..<width).map { column(named: names[$0], at: $0, rows: rows) }
  }

  private mutating func readHeader() throws(DataFailure) {
    var header: [Cell] = []
    while header.allSatisfy({ $0.isEmpty }) {
      guard !scanner.isAtEnd else { throw .empty }
      header.removeAll()
      try scanner.scanRecord(into: &header)
    }
    names = header.map(text)
    width = names.count
    if names.allSatisfy({ decimal($0) != nil }) { throw .numericHeader(names[0]) }
    try checkNames()
  }

  private func checkNames() throws(DataFailure) {
    var seen: Set<String> = []
    for name in names where !name.isEmpty {
      if !seen.insert(name).inserted { throw .duplicateName(name) }
    }
  }

  private mutating func readRows() throws(DataFailure) {
    // A guess from the length of the text; at least two bytes make a cell.
    cells.reserveCapacity(bytes.count / 8)
    while !scanner.isAtEnd {
      let line = scanner.line
      let first = cells.count
      try scanner.scanRecord(into: &cells)
      var found = cells.count - first
      if found == 1, cells[first].isEmpty, !cells[first].isQuoted, isBlankLine {
        cells.removeLast()
        continue
      }
      if first == 0, found == width + 1 {
        // R's `write.table` leaves the column of row names out of the header.
        names.insert("", at: 0)
        width = found
      }
      found = cells.count - first
      if found != width {
        throw .wrongCellCount(line: line, found: found, expected: width)
      }
    }
  }

  /// Whether a line without any text is no row: in a table of one column it is a missing value,
  /// except at the end of the file.
  private var isBlankLine: Bool {
    width > 1
      || (scanner.position..<bytes.count).allSatisfy { bytes[$0] == 0x0A || bytes[$0] == 0x0D }
  }

  private func text(_ cell: Cell) -> String {
    let content = String(decoding: bytes[cell.start..<cell.end], as: UTF8.self)
    guard cell.hasEscapes else { return content }
    var result = ""
    var previousIsQuote = false
    for character in content {
      previousIsQuote = character == "\"" && !previousIsQuote
      if !previousIsQuote { result.append(character) }
    }
    return result
  }

  private func isMissing(_ cell: Cell) -> Bool {
    if cell.isEmpty { return true }
    return !cell.isQuoted && cell.end - cell.start == 2
      && bytes[cell.start] == UInt8(ascii: "N") && bytes[cell.start + 1] == UInt8(ascii: "A")
  }

  private func column(named name: String, at column: Int, rows: Int) -> DataArray {
    var missing = [Bool](repeating: false, count: rows)
    var hasMissing = false
    for row in 0..<rows where isMissing(cells[row * width + column]) {
      missing[row] = true
      hasMissing = true
    }
    let storage =
      numbers(column, missing: missing)
      ?? .texts((0..<rows).map { missing[$0] ? "" : text(cells[$0 * width + column]) })
    return DataArray(
      name: name, shape: [rows], storage: storage, missing: hasMissing ? missing : nil)
  }

  /// The column as integers or else as reals; `nil` when a cell is no number.
  private func numbers(_ column: Int, missing: [Bool]) -> DataArray.Storage? {
    if let integers = values(column, missing, zero: Int64(0), read: integer) {
      return .integers(integers)
    }
    return values(column, missing, zero: 0.0, read: real).map { .reals($0) }
  }

  private func values<T>(
    _ column: Int, _ missing: [Bool], zero: T, read: (Cell) -> T?
  ) -> [T]? {
    var result: [T] = []
    result.reserveCapacity(missing.count)
    for row in missing.indices {
      if missing[row] {
        result.append(zero)
      } else if let value = read(cells[row * width + column]) {
        result.append(value)
      } else {
        return nil
      }
    }
    return result
  }

  private func slice(_ cell: Cell) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: bytes[cell.start..<cell.end])
  }

  private func integer(_ cell: Cell) -> Int64? { decimalInteger(slice(cell)) }

  private func real(_ cell: Cell) -> Double? {
    if let value = decimal(slice(cell)) { return value }
    return cell.end - cell.start <= 9 ? specialNumber(text(cell)) : nil
  }
}

/// Reads an optional sign and digits; `nil` for anything else or what 64 bits do not hold.
func decimalInteger(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
  let isNegative = text.first == UInt8(ascii: "-")
  let digits = text.dropFirst(isNegative || text.first == UInt8(ascii: "+") ? 1 : 0)
  guard !digits.isEmpty else { return nil }
  var value: Int64 = 0
  for byte in digits {
    let digit = byte &- 0x30
    guard digit < 10 else { return nil }
    let (shifted, overflow) = value.multipliedReportingOverflow(by: 10)
    let (sum, carry) = shifted.subtractingReportingOverflow(Int64(digit))
    if overflow || carry { return nil }
    value = sum
  }
  if isNegative { return value }
  return value == .min ? nil : -value
}
