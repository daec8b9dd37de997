import Diagnostics

// The messages about files.
extension Diagnostic {
  static func unreadable(_ error: FileError) -> Diagnostic {
    Diagnostic(.unreadableFile, "cannot read `\(error.path)`: \(error.reason)", at: nil)
  }

  static func empty(_ file: FileID) -> Diagnostic {
    Diagnostic(
      .emptyFile, "this file declares nothing", at: SourceSpan(file: file, start: 0, end: 0),
      hint: "`gmc new NAME` writes a model to start from")
  }

  static func unreadableDataFile(_ error: FileError) -> Diagnostic {
    Diagnostic(.unreadableData, "cannot read `\(error.path)`: \(error.reason)", at: nil)
  }
}
