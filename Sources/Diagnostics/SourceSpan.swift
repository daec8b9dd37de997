/// One source file of a session, by position in its `SourceMap`.
public struct FileID: Hashable, Comparable, Sendable {
  public let index: Int32

  public init(index: Int32) { self.index = index }

  public static func < (a: FileID, b: FileID) -> Bool { a.index < b.index }
}

/// A half-open range of bytes in one source file.
public struct SourceSpan: Hashable, Comparable, Sendable {
  public let file: FileID
  public let start: Int32
  public let end: Int32

  public init(file: FileID, start: Int32, end: Int32) {
    self.file = file
    self.start = start
    self.end = end
  }

  /// Returns the smallest span that covers `self` and `other`; they lie in one file.
  public func union(_ other: SourceSpan) -> SourceSpan {
    SourceSpan(file: file, start: min(start, other.start), end: max(end, other.end))
  }

  public static func < (a: SourceSpan, b: SourceSpan) -> Bool {
    (a.file, a.start, a.end) < (b.file, b.start, b.end)
  }
}
