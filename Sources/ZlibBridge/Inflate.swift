import CZlib

/// Why compressed bytes could not be unpacked.
public enum InflateFailure: Error, Hashable, Sendable {
  /// The bytes are no such stream, or a checksum is wrong.
  case malformed
  /// The bytes end before the stream does.
  case truncated
  /// The content is longer than the limit.
  case tooLarge
}

/// What wraps a deflate stream.
public enum InflateFormat: Hashable, Sendable {
  /// One or several gzip members (RFC 1952), their contents joined.
  case gzip
  /// A bare deflate stream (RFC 1951), as in a zip archive.
  case raw
}

/// Returns the content of a compressed stream, at most `limit` bytes.
///
/// `expectedCount` is a hint from a header, which may lie: no more than 16 times the bytes that are
/// there is set aside for it.
public func inflate(
  _ bytes: ArraySlice<UInt8>, format: InflateFormat, expectedCount: Int, limit: Int
) throws(InflateFailure) -> [UInt8] {
  var inflater = Inflater(limit: limit)
  inflater.reserve(expectedCount, compressedCount: bytes.count)
  try inflater.run(bytes, format: format)
  return inflater.output
}

/// Returns the CRC-32 of bytes, as gzip and zip store it.
public func checksum(_ bytes: [UInt8]) -> UInt32 {
  bytes.withUnsafeBufferPointer { UInt32(truncatingIfNeeded: crc32_z(0, $0.baseAddress, $0.count)) }
}

private struct Inflater {
  /// Data rarely shrink more than this; what does makes the output grow on the way.
  static let usualRatio = 16
  static let chunk = 1 << 18

  let limit: Int
  var output: [UInt8] = []

  init(limit: Int) { self.limit = limit }

  mutating func reserve(_ expected: Int, compressedCount: Int) {
    let usual = compressedCount.multipliedReportingOverflow(by: Self.usualRatio)
    let bound = usual.overflow ? limit : min(usual.partialValue, limit)
    output.reserveCapacity(max(0, min(expected, bound)))
  }

  mutating func run(_ bytes: ArraySlice<UInt8>, format: InflateFormat) throws(InflateFailure) {
    var stream = z_stream()
    // 16 asks zlib for the gzip wrapper, a negative size for none.
    let windowBits: Int32 = format == .gzip ? 15 + 16 : -15
    let version = ZLIB_VERSION
    let size = Int32(MemoryLayout<z_stream>.size)
    guard inflateInit2_(&stream, windowBits, version, size) == Z_OK else { throw .malformed }
    defer { inflateEnd(&stream) }
    var outcome: InflateFailure?
    bytes.withUnsafeBufferPointer { input in
      outcome = unpack(input, format: format, stream: &stream)
    }
    if let outcome { throw outcome }
  }

  /// Unpacks all members; returns what went wrong.
  private mutating func unpack(
    _ input: UnsafeBufferPointer<UInt8>, format: InflateFormat, stream: inout z_stream
  ) -> InflateFailure? {
    guard let base = input.baseAddress else { return .truncated }
    var consumed = 0
    while true {
      // The counters of zlib have 32 bits, so the input is handed over in pieces.
      let piece = min(input.count - consumed, 1 << 30)
      stream.next_in = UnsafeMutablePointer(mutating: base + consumed)
      stream.avail_in = UInt32(piece)
      let status = step(&stream)
      let used = piece - Int(stream.avail_in)
      consumed += used
      switch status {
      case Z_STREAM_END:
        guard format == .gzip, Self.startsMember(input, at: consumed) else { return nil }
        guard inflateReset(&stream) == Z_OK else { return .malformed }
      case Z_OK:
        if output.count > limit { return .tooLarge }
      case Z_BUF_ERROR:
        if consumed == input.count { return .truncated }
      default:
        return .malformed
      }
    }
  }

  /// Appends what one call of zlib yields, at most a chunk.
  private mutating func step(_ stream: inout z_stream) -> Int32 {
    var status = Z_OK
    let chunk = [UInt8](unsafeUninitializedCapacity: Self.chunk) { buffer, count in
      stream.next_out = buffer.baseAddress
      stream.avail_out = UInt32(buffer.count)
      status = CZlib.inflate(&stream, Z_NO_FLUSH)
      count = buffer.count - Int(stream.avail_out)
    }
    output.append(contentsOf: chunk)
    return status
  }

  private static func startsMember(_ input: UnsafeBufferPointer<UInt8>, at offset: Int) -> Bool {
    offset + 1 < input.count && input[offset] == 0x1F && input[offset + 1] == 0x8B
  }
}
