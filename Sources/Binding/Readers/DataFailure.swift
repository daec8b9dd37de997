/// Why the bytes of a data file form no data; `readData` makes a diagnostic of it.
enum DataFailure: Error, Hashable {
  // Any format.
  case empty
  case unknownFormat
  case malformedGzip
  case truncatedGzip
  case tooLarge
  case interrupted
  case tooManyElements(name: String)
  case duplicateName(String)
  // CSV and TSV.
  case binaryText(line: Int)
  case unclosedQuote(line: Int)
  case textAfterQuote(line: Int)
  case wrongCellCount(line: Int, found: Int, expected: Int)
  case numericHeader(String)
  // JSON.
  case unexpectedJSON(line: Int, wanted: String)
  case nestedObject(line: Int, name: String)
  case tooDeep(line: Int, name: String)
  case unevenNesting(line: Int, name: String)
  case mixedValues(line: Int, name: String)
  case unsupportedEscape(line: Int)
  // NPY and NPZ.
  case malformedHeader(name: String)
  case unsupportedElement(name: String, String)
  case truncatedArray(name: String, expected: Int, found: Int)
  case malformedArchive
  case unsupportedCompression(name: String)
  case wrongChecksum(name: String)
  case integerTooLarge(name: String, String)
  // IDX.
  case wrongLength(expected: Int, found: Int)
}
