import Diagnostics

// The messages about files.
extension Diagnostic {
  static func unreadable(_ error: FileError) -> Diagnostic {
    Diagnostic(.unreadableFile, "cannot read `\(error.path)`: \(error.reason)", at: nil)
  }

  static func unreadableDataFile(_ error: FileError) -> Diagnostic {
    Diagnostic(.unreadableData, "cannot read `\(error.path)`: \(error.reason)", at: nil)
  }
}
