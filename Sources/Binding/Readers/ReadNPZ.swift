import ZlibBridge

/// Reads NumPy's archives: a zip file with one NPY file per array, stored or deflated.
///
/// Source: APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12, 4.3.16 and 4.5.3.
func readNPZ(_ bytes: [UInt8]) throws(DataFailure) -> [DataArray] {
  let archive = ZipArchive(bytes)
  var remaining = DataLimit.bytes
  var arrays: [DataArray] = []
  for entry in try archive.entries() where !entry.name.hasSuffix("/") {
    let name = entry.name.hasSuffix(".npy") ? String(entry.name.dropLast(4)) : entry.name
    let content = try archive.content(of: entry, limit: remaining)
    remaining -= content.count
    arrays.append(try readNPY(content[...], name: name))
  }
  return arrays
}

/// Whether bytes begin like a zip archive.
func looksLikeZip(_ bytes: [UInt8]) -> Bool {
  bytes.starts(with: [0x50, 0x4B, 3, 4]) || bytes.starts(with: [0x50, 0x4B, 5, 6])
}

private struct ZipArchive {
  struct Entry {
    let name: String
    let method: Int
    let checksum: UInt32
    let compressedSize: Int
    let size: Int
    let offset: Int
  }

  let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The entries of the central directory.
  func entries() throws(DataFailure) -> [Entry] {
    guard let end = endOfDirectory else { throw .malformedArchive }
    var (count, position) = (try field(end + 10, 2), try field(end + 16, 4))
    if count == 0xFFFF || position == 0xFFFF_FFFF {
      // The zip64 locator before it points to the record with the wide fields.
      let record = try field(end - 20 + 8, 8)
      (count, position) = (try field(record + 32, 8), try field(record + 48, 8))
    }
    var entries: [Entry] = []
    var names: Set<String> = []
    for _ in 0..<count {
      let (entry, next) = try entry(at: position)
      guard names.insert(entry.name).inserted else { throw .duplicateName(entry.name) }
      entries.append(entry)
      position = next
    }
    return entries
  }

  /// The unpacked bytes of an entry, checked against its CRC.
  func content(of entry: Entry, limit: Int) throws(DataFailure) -> [UInt8] {
    guard try field(entry.offset, 4) == 0x0403_4B50 else { throw .malformedArchive }
    let nameLength = try field(entry.offset + 26, 2)
    let start = entry.offset + 30 + nameLength + (try field(entry.offset + 28, 2))
    guard entry.compressedSize <= bytes.count, start <= bytes.count - entry.compressedSize else {
      throw .malformedArchive
    }
    let packed = bytes[start..<start + entry.compressedSize]
    let content: [UInt8]
    switch entry.method {
    case 0: content = Array(packed)
    case 8:
      guard entry.size <= limit else { throw .tooLarge }
      do throws(InflateFailure) {
        content = try inflate(packed, format: .raw, expectedCount: entry.size, limit: entry.size)
      } catch { throw error == .tooLarge ? .tooLarge : .malformedArchive }
    default: throw .unsupportedCompression(name: entry.name)
    }
    guard checksum(content) == entry.checksum else { throw .wrongChecksum(name: entry.name) }
    return content
  }

  /// Where the end record begins: it is the last 22 bytes but for a comment of up to 65,535.
  private var endOfDirectory: Int? {
    guard bytes.count >= 22 else { return nil }
    let first = max(0, bytes.count - 22 - 0xFFFF)
    return (first...bytes.count - 22).last { bytes[$0...].starts(with: [0x50, 0x4B, 5, 6]) }
  }

  private func entry(at position: Int) throws(DataFailure) -> (Entry, next: Int) {
    guard try field(position, 4) == 0x0201_4B50 else { throw .malformedArchive }
    let nameLength = try field(position + 28, 2)
    let extraLength = try field(position + 30, 2)
    let extra = position + 46 + nameLength
    let next = extra + extraLength + (try field(position + 32, 2))
    guard next <= bytes.count else { throw .malformedArchive }
    var fields = [
      try field(position + 24, 4), try field(position + 20, 4), try field(position + 42, 4),
    ]
    if fields.contains(0xFFFF_FFFF) { try widen(&fields, extra..<extra + extraLength) }
    let entry = Entry(
      name: String(decoding: bytes[position + 46..<extra], as: UTF8.self),
      method: try field(position + 10, 2), checksum: UInt32(try field(position + 16, 4)),
      compressedSize: fields[1], size: fields[0], offset: fields[2])
    return (entry, next)
  }

  /// Puts the wide values of the zip64 extra field in the place of those that did not fit.
  private func widen(_ fields: inout [Int], _ extra: Range<Int>) throws(DataFailure) {
    var position = extra.lowerBound
    while position + 4 <= extra.upperBound {
      let length = try field(position + 2, 2)
      if try field(position, 2) == 1 {
        var value = position + 4
        for i in fields.indices where fields[i] == 0xFFFF_FFFF {
          fields[i] = try field(value, 8)
          value += 8
        }
        return
      }
      position += 4 + length
    }
  }

  /// A little-endian number, small enough that sums of a few do not overflow.
  private func field(_ offset: Int, _ count: Int) throws(DataFailure) -> Int {
    guard offset >= 0, offset <= bytes.count - count else { throw .malformedArchive }
    let value = littleEndian(bytes[...], at: offset, count: count)
    guard value < 1 << 48 else { throw .malformedArchive }
    return Int(value)
  }
}
