/// Returns the scalar at an offset and its length in bytes; `nil` if the bytes are not UTF-8.
func scalar(in bytes: [UInt8], at offset: Int) -> (Unicode.Scalar, length: Int)? {
  let first = bytes[offset]
  if first < 0x80 { return (Unicode.Scalar(first), 1) }
  let length: Int
  let least: UInt32
  var value: UInt32
  switch first {
  case 0xC2...0xDF: (length, least, value) = (2, 0x80, UInt32(first & 0x1F))
  case 0xE0...0xEF: (length, least, value) = (3, 0x800, UInt32(first & 0x0F))
  case 0xF0...0xF4: (length, least, value) = (4, 0x10000, UInt32(first & 0x07))
  default: return nil
  }
  guard offset + length <= bytes.count else { return nil }
  for byte in bytes[(offset + 1)..<(offset + length)] {
    guard byte & 0xC0 == 0x80 else { return nil }
    value = value << 6 | UInt32(byte & 0x3F)
  }
  guard value >= least, let scalar = Unicode.Scalar(value) else { return nil }
  return (scalar, length)
}

/// Returns the offset of the first byte that text cannot contain.
///
/// Those are bytes that are not UTF-8 and control characters other than white space.
func firstByteThatIsNotText(in bytes: [UInt8]) -> Int? {
  var offset = 0
  while offset < bytes.count {
    let byte = bytes[offset]
    if byte >= 0x80 {
      guard let (_, length) = scalar(in: bytes, at: offset) else { return offset }
      offset += length
    } else {
      let isWhiteSpace = byte >= 0x09 && byte <= 0x0D
      if byte < 0x20 && !isWhiteSpace || byte == 0x7F { return offset }
      offset += 1
    }
  }
  return nil
}
