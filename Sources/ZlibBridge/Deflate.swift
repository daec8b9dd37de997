import CZlib

/// Returns bytes as a compressed stream in zlib's own wrapper (RFC 1950), as PNG wants it; `nil`
/// if there is no memory for it.
public func deflate(_ bytes: [UInt8]) -> [UInt8]? {
  var size = compressBound(UInt(bytes.count))
  var status = Z_OK
  let result = [UInt8](unsafeUninitializedCapacity: Int(size)) { buffer, count in
    status = compress2(
      buffer.baseAddress, &size, bytes, UInt(bytes.count), Z_DEFAULT_COMPRESSION)
    count = status == Z_OK ? Int(size) : 0
  }
  return status == Z_OK ? result : nil
}
