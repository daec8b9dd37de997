import Diagnostics

// Every message about data: files here, the match with the model in the extension below.

extension Diagnostic {
  /// Names a file that cannot be read, the place in it and the reason.
  static func unreadableData(_ file: String, _ failure: DataFailure) -> Diagnostic {
    let (place, reason, hint) = failure.account
    let message = place.map { "cannot read \(file), \($0): \(reason)" }
    return Diagnostic(
      .unreadableData, message ?? "cannot read \(file): \(reason)", at: nil, hint: hint)
  }
}

extension DataFailure {
  /// Where in the file, what is wrong, and the way out.
  fileprivate var account: (place: String?, reason: String, hint: String?) {
    switch self {
    case .empty: (nil, "it is empty", nil)
    case .unknownFormat:
      (nil, "it is none of CSV, TSV, JSON, NPY, NPZ and IDX", nil)
    case .malformedGzip: (nil, "the gzip data are damaged", nil)
    case .interrupted:
      (nil, "the file cannot be read to its end", "it may have become shorter meanwhile")
    case .truncatedGzip: (nil, "the gzip data end too early", "the file may be incomplete")
    case .tooLarge: (nil, "it unpacks to more than 2 GiB", nil)
    case .tooManyElements(let name): (nil, "`\(name)` claims more elements than can be", nil)
    case .duplicateName(let name):
      (nil, "it has `\(name)` twice", "give every column its own name")
    case .binaryText(let line): ("line \(line)", "a NUL byte is no text", nil)
    case .unclosedQuote(let line): ("line \(line)", "a quote is never closed", nil)
    case .textAfterQuote(let line):
      ("line \(line)", "text follows a closing quote", "write a quote inside quotes twice")
    case .wrongCellCount(let line, let found, let expected):
      (
        "line \(line)", "\(counted(found, "cell")), but the header has \(expected)",
        found > expected ? "put a text that has the delimiter in quotes" : nil
      )
    case .numericHeader(let name):
      (
        "line 1", "`\(name)` is a number where a column name is wanted",
        "begin the file with a line of column names"
      )
    case .unexpectedJSON(let line, let wanted): ("line \(line)", "\(wanted) is wanted here", nil)
    case .nestedObject(let line, let name):
      ("line \(line)", "`\(name)` holds an object", "a value is a number or an array of them")
    case .tooDeep(let line, let name):
      ("line \(line)", "`\(name)` nests arrays more than \(DataLimit.depth) deep", nil)
    case .unevenNesting(let line, let name):
      ("line \(line)", "`\(name)` has numbers and arrays side by side", nil)
    case .mixedValues(let line, let name):
      ("line \(line)", "`\(name)` mixes numbers with texts or truth values", nil)
    case .unsupportedEscape(let line):
      ("line \(line)", "this escape in a string cannot be read", "write the character itself")
    case .malformedHeader(let name): (nil, "`\(name)` has a damaged header", nil)
    case .unsupportedElement(let name, let type):
      (
        nil, "`\(name)` has elements of type \(type)",
        "save it as a plain array of floats, integers or booleans"
      )
    case .truncatedArray(let name, let expected, let found):
      (nil, "`\(name)` needs \(counted(expected, "byte")), but \(found) are there", nil)
    case .malformedArchive: (nil, "the zip archive is damaged", nil)
    case .unsupportedCompression(let name):
      (nil, "`\(name)` is compressed in an unknown way", "save it with `numpy.savez`")
    case .wrongChecksum(let name): (nil, "the checksum of `\(name)` is wrong", nil)
    case .integerTooLarge(let name, let value):
      (nil, "`\(name)` has the integer \(value), which is too large", nil)
    case .wrongLength(let expected, let found):
      (nil, "its sizes make \(counted(expected, "byte")), but it has \(found)", nil)
    }
  }
}

/// `1 row`, `2 rows`.
func counted(_ count: Int, _ noun: String) -> String {
  "\(count) \(noun)\(count == 1 ? "" : "s")"
}
