import Diagnostics

// The messages about files.
extension Diagnostic {
  static func unreadable(_ error: FileError, importedAt span: SourceSpan?) -> Diagnostic {
    Diagnostic(
      span == nil ? .unreadableFile : .unreadableImport,
      "cannot read `\(error.path)`: \(error.reason)", at: span,
      hint: span == nil ? nil : "the path is relative to the file that imports it")
  }

  static func importCircle(_ path: String, at span: SourceSpan?) -> Diagnostic {
    Diagnostic(
      .unreadableImport, "`\(path)` imports itself, directly or by way of others", at: span,
      hint: "move what both need into a third file")
  }
}

// The messages about files of data and results.
extension Diagnostic {
  static func unreadableDataFile(_ error: FileError) -> Diagnostic {
    Diagnostic(.unreadableData, "cannot read `\(error.path)`: \(error.reason)", at: nil)
  }
}
