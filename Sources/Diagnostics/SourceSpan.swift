/// One source file of a session, by position in its `SourceMap`.
public struct FileID: Hashable, Comparable, Sendable {
  /// The position in the map.
  public let index: Int32

  /// Creates the identity of the file at a position.
  public init(index: Int32) { self.index = index }

  /// Orders files by their positions.
  public static func < (a: FileID, b: FileID) -> Bool { a.index < b.index }
}

/// A half-open range of bytes in one source file.
public struct SourceSpan: Hashable, Comparable, Sendable {
  /// The file.
  public let file: FileID
  /// The offset of the first byte.
  public let start: Int32
  /// The offset behind the last byte.
  public let end: Int32

  /// Creates the span of the bytes from `start` up to `end`.
  public init(file: FileID, start: Int32, end: Int32) {
    self.file = file
    self.start = start
    self.end = end
  }

  /// Returns the smallest span that covers `self` and `other`; they lie in one file.
  public func union(_ other: SourceSpan) -> SourceSpan {
    SourceSpan(file: file, start: min(start, other.start), end: max(end, other.end))
  }

  /// Orders spans by file, start and end.
  public static func < (a: SourceSpan, b: SourceSpan) -> Bool {
    (a.file, a.start, a.end) < (b.file, b.start, b.end)
  }
}
