import Glibc

extension Console {
  /// The streams of this process.
  public static func process() -> Console {
    Console(
      isTerminal: isatty(STDERR_FILENO) == 1 && getenv("NO_COLOR") == nil,
      write: { stream, bytes in
        switch stream {
        case .output: writeAll(bytes, to: STDOUT_FILENO)
        case .messages: writeAll(bytes, to: STDERR_FILENO)
        }
      },
      input: { readAll(STDIN_FILENO) ?? [] })
  }
}

/// Writes all bytes to a file descriptor; returns whether that succeeded.
@discardableResult
func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
  var rest = bytes[...]
  while !rest.isEmpty {
    let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if written < 0 {
      if errno == EINTR { continue }
      return false
    }
    rest = rest.dropFirst(written)
  }
  return true
}

/// Returns what is left to read from a file descriptor; `nil` when reading fails.
func readAll(_ descriptor: Int32) -> [UInt8]? {
  var result: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = chunk.withUnsafeMutableBytes {
      read(descriptor, $0.baseAddress, $0.count)
    }
    if count < 0 {
      if errno == EINTR { continue }
      return nil
    }
    if count == 0 { return result }
    result += chunk[..<count]
  }
}
