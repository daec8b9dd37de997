public import Diagnostics
import ZlibBridge

/// Reads a data file of any format; `nil` after one diagnostic when it cannot be read.
///
/// Gzip is unpacked first. NumPy, zip and IDX files are known by their first bytes, the text
/// formats by the name's extension, else by whether the text begins with a brace.
public func readData(_ file: DataFile, log: inout DiagnosticLog) -> DataSet? {
  do throws(DataFailure) {
    if let array = try readLongNPY(file) {
      return DataSet(name: file.name, format: .npy, arrays: [array])
    }
    let (path, bytes) = try unpacked(try file.whole())
    let format = try format(of: bytes, path: path)
    let arrays = try arrays(of: bytes, format: format, name: DataFile.stem(of: path))
    return DataSet(name: file.name, format: format, arrays: arrays)
  } catch {
    log.insert(.unreadableData(file.name, error))
    return nil
  }
}

private func unpacked(_ file: DataFile) throws(DataFailure) -> (path: String, bytes: [UInt8]) {
  guard file.bytes.starts(with: [0x1F, 0x8B]) else { return (file.name, file.bytes) }
  let path = file.name.hasSuffix(".gz") ? String(file.name.dropLast(3)) : file.name
  // The last four bytes are the length of the content modulo 2^32.
  let expected =
    Int(littleEndian(file.bytes[...], at: max(0, file.bytes.count - 4), count: 2))
    + Int(littleEndian(file.bytes[...], at: max(0, file.bytes.count - 2), count: 2)) << 16
  do throws(InflateFailure) {
    return (
      path,
      try inflate(
        file.bytes[...], format: .gzip, expectedCount: expected, limit: DataLimit.bytes)
    )
  } catch {
    switch error {
    case .malformed: throw .malformedGzip
    case .truncated: throw .truncatedGzip
    case .tooLarge: throw .tooLarge
    }
  }
}

private func format(of bytes: [UInt8], path: String) throws(DataFailure) -> DataSet.Format {
  guard !bytes.isEmpty else { throw .empty }
  if looksLikeNPY(bytes[...]) { return .npy }
  if looksLikeZip(bytes) { return .npz }
  if looksLikeIDX(bytes) { return .idx }
  switch DataFile.fileExtension(of: path) {
  case "csv": return .csv
  case "tsv", "tab": return .tsv
  case "json": return .json
  case "npy", "npz", "idx": throw .unknownFormat
  default: break
  }
  guard !bytes.prefix(1024).contains(0) else { throw .unknownFormat }
  if bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "{") { return .json }
  let header = bytes.prefix { $0 != 0x0A }
  return header.contains(0x09) && !header.contains(UInt8(ascii: ",")) ? .tsv : .csv
}

private func arrays(
  of bytes: [UInt8], format: DataSet.Format, name: String
) throws(DataFailure) -> [DataArray] {
  switch format {
  case .csv: return try readDelimited(bytes, delimiter: UInt8(ascii: ","))
  case .tsv: return try readDelimited(bytes, delimiter: 0x09)
  case .json: return try readJSON(bytes)
  case .npy: return [try readNPY(bytes[...], name: name)]
  case .npz: return try readNPZ(bytes)
  case .idx: return [try readIDX(bytes, name: name)]
  }
}

extension DataFile {
  /// The last component of a path without its extension.
  static func stem(of path: String) -> String {
    let last = lastComponent(of: path)
    guard let dot = last.lastIndex(of: "."), dot > last.startIndex else { return last }
    return String(last[..<dot])
  }

  static func fileExtension(of path: String) -> String {
    let last = lastComponent(of: path)
    guard let dot = last.lastIndex(of: ".") else { return "" }
    return last[last.index(after: dot)...].lowercased()
  }
}
