/// Reads one array of NumPy's format, versions 1 to 3, in C or Fortran order.
///
/// A NaN is a missing value: the format has no other way to say it.
/// Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
func readNPY(_ bytes: ArraySlice<UInt8>, name: String) throws(DataFailure) -> DataArray {
  let start = bytes.startIndex
  guard bytes.count >= 12, looksLikeNPY(bytes), (1...3).contains(bytes[start + 6]) else {
    throw .malformedHeader(name: name)
  }
  // Version 1 counts the header in two bytes, the later ones in four.
  let width = bytes[start + 6] == 1 ? 2 : 4
  let length = Int(littleEndian(bytes, at: start + 8, count: width))
  let body = start + 8 + width + length
  guard length <= 1 << 16, body <= bytes.endIndex else { throw .malformedHeader(name: name) }
  let header = try NPYHeader(bytes[start + 8 + width..<body], name: name)
  let (count, size) = try checkedSize(
    header.shape, elementSize: header.element.size, name: name)
  guard bytes.endIndex - body >= size else {
    throw .truncatedArray(name: name, expected: size, found: bytes.endIndex - body)
  }
  let values = try header.element.read(bytes[body..<body + size], count: count, name: name)
  return array(values, header: header, name: name)
}

/// Reads a long file of little-endian doubles in C order straight into its array; `nil` for any
/// other file.
func readLongNPY(_ file: DataFile) throws(DataFailure) -> DataArray? {
  let bytes = file.bytes
  guard let rest = file.rest, bytes.count >= 12, looksLikeNPY(bytes[...]),
    (1...3).contains(bytes[6])
  else { return nil }
  let width = bytes[6] == 1 ? 2 : 4
  let length = Int(littleEndian(bytes[...], at: 8, count: width))
  let body = 8 + width + length
  guard length <= 1 << 16, body <= bytes.count else { return nil }
  let name = DataFile.stem(of: file.name)
  let header = try NPYHeader(bytes[8 + width..<body], name: name)
  guard header.element.isNativeDouble, !header.isFortranOrder else { return nil }
  let (count, size) = try checkedSize(header.shape, elementSize: 8, name: name)
  let found = bytes.count - body + rest.count
  guard found >= size else {
    throw .truncatedArray(name: name, expected: size, found: found)
  }
  guard found == size else { return nil }
  var isRead = true
  let values = [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
    let target = UnsafeMutableRawBufferPointer(buffer)
    let start = bytes.count - body
    target.copyBytes(from: bytes[body...])
    isRead = rest.read(UnsafeMutableRawBufferPointer(rebasing: target[start..<size]))
    initialized = count
  }
  guard isRead else { throw .interrupted }
  return array(.reals(values), header: header, name: name)
}

/// Whether bytes begin like an NPY file.
func looksLikeNPY(_ bytes: ArraySlice<UInt8>) -> Bool {
  bytes.starts(with: [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59])
}

func littleEndian(_ bytes: ArraySlice<UInt8>, at offset: Int, count: Int) -> UInt64 {
  var value: UInt64 = 0
  for byte in bytes[offset..<offset + count].reversed() { value = value << 8 | UInt64(byte) }
  return value
}

private func array(
  _ values: DataArray.Storage, header: NPYHeader, name: String
) -> DataArray {
  var storage = values
  if header.isFortranOrder, header.shape.count > 1, values.count > 0 {
    storage = values.gathering(columnMajorPositions(header.shape))
  }
  var missing: [Bool]?
  if case .reals(let reals) = storage, reals.contains(where: \.isNaN) {
    missing = reals.map(\.isNaN)
    storage = .reals(reals.map { $0.isNaN ? 0 : $0 })
  }
  return DataArray(name: name, shape: header.shape, storage: storage, missing: missing)
}

/// For each element in row-major order, its position in column-major order.
private func columnMajorPositions(_ shape: [Int]) -> [Int?] {
  var positions = [0]
  var stride = 1
  for extent in shape {
    positions = positions.flatMap { base in (0..<extent).map { base + $0 * stride } }
    stride *= extent
  }
  return positions
}
