import Glibc

/// A file that cannot be read or written, with the system's reason.
struct FileError: Error, Equatable, Sendable {
  let path: String
  let reason: String

  init(path: String, error: Int32) {
    self.path = path
    reason = String(cString: strerror(error)).lowercased()
  }
}

/// Returns the bytes of a file.
func readFile(_ path: String) throws(FileError) -> [UInt8] {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw FileError(path: path, error: errno) }
  defer { close(descriptor) }
  guard let bytes = readAll(descriptor) else { throw FileError(path: path, error: errno) }
  return bytes
}

/// Returns whether something lies at a path.
func fileExists(_ path: String) -> Bool { access(path, F_OK) == 0 }

/// Returns whether a path is that of a directory.
func isDirectory(_ path: String) -> Bool {
  var status = stat()
  return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
}

/// Makes a directory unless there is one.
func makeDirectory(_ path: String) throws(FileError) {
  if mkdir(path, 0o777) != 0, !isDirectory(path) { throw FileError(path: path, error: errno) }
}

/// Makes the folders on the way to a path that are not there yet.
private func makeParents(of path: String) throws(FileError) {
  let names = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
  for count in names.indices where !names[count].isEmpty {
    try makeDirectory(names[...count].joined(separator: "/"))
  }
}

/// Writes a file under another name and then moves it, so that it is whole or absent; makes the
/// folders that it wants to lie in.
///
/// What is no regular file, such as a pipe, is written in place.
func writeFile(_ path: String, _ bytes: [UInt8]) throws(FileError) {
  var status = stat()
  let exists = stat(path, &status) == 0
  if exists, status.st_mode & S_IFMT != S_IFREG {
    return try writeInPlace(path, bytes)
  }
  if !exists { try makeParents(of: path) }
  let target = exists ? resolved(path) : path
  let temporary = "\(target).\(getpid()).tmp"
  let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
  guard descriptor >= 0 else { throw FileError(path: path, error: errno) }
  if exists { fchmod(descriptor, status.st_mode & 0o7777) }
  let isWritten = writeAll(bytes, to: descriptor)
  let isClosed = close(descriptor) == 0
  guard isWritten, isClosed, rename(temporary, target) == 0 else {
    let error = errno
    unlink(temporary)
    throw FileError(path: path, error: error)
  }
}

private func writeInPlace(_ path: String, _ bytes: [UInt8]) throws(FileError) {
  let descriptor = open(path, O_WRONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw FileError(path: path, error: errno) }
  defer { close(descriptor) }
  guard writeAll(bytes, to: descriptor) else { throw FileError(path: path, error: errno) }
}

/// Returns the path of the file itself where a path is a link.
func resolved(_ path: String) -> String {
  guard let real = realpath(path, nil) else { return path }
  defer { free(real) }
  return String(cString: real)
}
