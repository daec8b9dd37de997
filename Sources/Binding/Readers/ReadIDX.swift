/// Reads the format of the MNIST files: big-endian, zeros, type, rank, sizes, elements.
///
/// Source: http://yann.lecun.com/exdb/mnist, "the IDX file format".
func readIDX(_ bytes: [UInt8], name: String) throws(DataFailure) -> DataArray {
  guard bytes.count >= 4, let element = IDXElement(rawValue: bytes[2]) else {
    throw .malformedHeader(name: name)
  }
  let rank = Int(bytes[3])
  let header = 4 + 4 * rank
  guard bytes.count >= header else {
    throw .truncatedArray(name: name, expected: header, found: bytes.count)
  }
  let shape = (0..<rank).map { axis in
    Int(bigEndian(bytes, at: 4 + 4 * axis, count: 4))
  }
  let (count, size) = try checkedSize(shape, elementSize: element.size, name: name)
  guard bytes.count - header == size else {
    throw .wrongLength(expected: header + size, found: bytes.count)
  }
  return DataArray(
    name: name, shape: shape, storage: element.read(bytes, from: header, count: count))
}

/// Whether bytes begin like an IDX file.
func looksLikeIDX(_ bytes: [UInt8]) -> Bool {
  bytes.count >= 4 && bytes[0] == 0 && bytes[1] == 0 && IDXElement(rawValue: bytes[2]) != nil
}

/// Returns the number of elements of a shape and their bytes, refusing what cannot be.
func checkedSize(
  _ shape: [Int], elementSize: Int, name: String
) throws(DataFailure) -> (count: Int, bytes: Int) {
  var size = elementSize
  for extent in shape {
    // An empty dimension must not hide how large the others are.
    let product = size.multipliedReportingOverflow(by: max(extent, 1))
    guard extent <= DataLimit.dimension, !product.overflow, product.partialValue <= 1 << 40 else {
      throw .tooManyElements(name: name)
    }
    size = product.partialValue
  }
  return shape.contains(0) ? (0, 0) : (size / elementSize, size)
}

private func bigEndian(_ bytes: [UInt8], at offset: Int, count: Int) -> UInt64 {
  var value: UInt64 = 0
  for byte in bytes[offset..<offset + count] { value = value << 8 | UInt64(byte) }
  return value
}

private enum IDXElement: UInt8 {
  case ubyte = 0x08
  case byte = 0x09
  case short = 0x0B
  case int = 0x0C
  case float = 0x0D
  case double = 0x0E

  var size: Int {
    switch self {
    case .ubyte, .byte: 1
    case .short: 2
    case .int, .float: 4
    case .double: 8
    }
  }

  func read(_ bytes: [UInt8], from start: Int, count: Int) -> DataArray.Storage {
    func word(_ i: Int) -> UInt64 { bigEndian(bytes, at: start + i * size, count: size) }
    return switch self {
    case .ubyte: .bytes(Array(bytes[start..<start + count]))
    case .byte: .integers((0..<count).map { Int64(Int8(truncatingIfNeeded: word($0))) })
    case .short: .integers((0..<count).map { Int64(Int16(truncatingIfNeeded: word($0))) })
    case .int: .integers((0..<count).map { Int64(Int32(truncatingIfNeeded: word($0))) })
    case .float: .reals((0..<count).map { Double(Float(bitPattern: UInt32(word($0)))) })
    case .double: .reals((0..<count).map { Double(bitPattern: word($0)) })
    }
  }
}
