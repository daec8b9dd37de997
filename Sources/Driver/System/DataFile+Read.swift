import Binding
import Glibc

/// Returns a data file, of a long one the beginning with a way to the rest.
func readDataFile(_ path: String) throws(FileError) -> DataFile {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw FileError(path: path, error: errno) }
  let handle = Descriptor(descriptor)
  var status = stat()
  let isLong =
    fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    && Int(status.st_size) > longFileBytes
  if !isLong {
    guard let bytes = readAll(descriptor) else { throw FileError(path: path, error: errno) }
    return DataFile(name: path, bytes: bytes)
  }
  var head = [UInt8](repeating: 0, count: headBytes)
  guard head.withUnsafeMutableBytes({ handle.fill($0) }) else {
    throw FileError(path: path, error: errno)
  }
  let rest = DataFile.Rest(count: Int(status.st_size) - headBytes) { handle.fill($0) }
  return DataFile(name: path, bytes: head, rest: rest)
}

/// A file longer than this is not held in memory beside what is made of it, if that can be avoided.
private let longFileBytes = 8 << 20
/// As much of a long file is read at first: more than any header.
private let headBytes = 1 << 17

/// An open file, closed when nobody holds it any more.
private final class Descriptor: Sendable {
  private let number: Int32

  init(_ number: Int32) { self.number = number }

  deinit { close(number) }

  /// Reads on until the memory is full.
  func fill(_ memory: UnsafeMutableRawBufferPointer) -> Bool {
    var start = 0
    while start < memory.count {
      // The system reads at most 2 GiB at once.
      let wanted = min(memory.count - start, 1 << 30)
      let count = read(number, memory.baseAddress.map { $0 + start }, wanted)
      if count < 0, errno == EINTR { continue }
      if count <= 0 { return false }
      start += count
    }
    return true
  }
}
