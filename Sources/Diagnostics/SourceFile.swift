/// The text of one file and where its lines begin.
public struct SourceFile: Sendable {
  /// The path as the user wrote it.
  public let name: String
  /// The text as it lies on disk; not necessarily valid UTF-8.
  public let bytes: [UInt8]
  private let lineStarts: [Int32]

  /// Creates a file from what lies on disk.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
    var starts: [Int32] = [0]
    for (offset, byte) in bytes.enumerated() where byte == 0x0A {
      starts.append(Int32(offset + 1))
    }
    lineStarts = starts
  }

  /// Returns the line and column of a byte offset, both counted from 1, columns in characters.
  public func position(of offset: Int32) -> (line: Int, column: Int) {
    let line = lineIndex(of: offset)
    let prefix = bytes[Int(lineStarts[line])..<min(Int(offset), bytes.count)]
    return (line + 1, String(decoding: prefix, as: UTF8.self).count + 1)
  }

  /// Returns the text of a line counted from 1, without its line break.
  public func line(_ number: Int) -> String {
    let start = Int(lineStarts[number - 1])
    var end = number < lineStarts.count ? Int(lineStarts[number]) - 1 : bytes.count
    if start < end, bytes[end - 1] == 0x0D { end -= 1 }
    return String(decoding: bytes[start..<max(start, end)], as: UTF8.self)
  }

  /// Returns the text of a span of this file.
  public func text(of span: SourceSpan) -> String {
    String(decoding: bytes[Int(span.start)..<Int(span.end)], as: UTF8.self)
  }

  private func lineIndex(of offset: Int32) -> Int {
    var low = 0
    var high = lineStarts.count
    while low + 1 < high {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }
}

/// The source files of one session; a `FileID` is only meaningful within its map.
public struct SourceMap: Sendable {
  /// The files by the index of their identity.
  public private(set) var files: [SourceFile] = []

  /// Creates a map without files.
  public init() {}

  /// Adds a file and returns its identity.
  public mutating func add(_ file: SourceFile) -> FileID {
    files.append(file)
    return FileID(index: Int32(files.count - 1))
  }

  /// The file of an identity.
  public subscript(id: FileID) -> SourceFile { files[Int(id.index)] }
}
