extension Session {
  /// Writes a result to a file, or to the output where the path is `-`.
  func write(_ text: String, to path: String) throws(CommandFailure) {
    try write(Array(text.utf8), to: path)
  }

  /// Writes a result to a file, or to the output where the path is `-`.
  func write(_ bytes: [UInt8], to path: String) throws(CommandFailure) {
    if path == "-" {
      console.output(bytes)
      return
    }
    do throws(FileError) { try writeFile(path, bytes) } catch { throw .unwritable(error) }
  }

  /// Says something in passing, unless the user wants quiet.
  func note(_ text: String) {
    if !isQuiet { console.message(text + "\n") }
  }
}
