/// A data file as it lies on disk.
public struct DataFile: Sendable {
  /// The path as the user wrote it.
  public let name: String
  /// Its content, or the beginning of that.
  public let bytes: [UInt8]
  /// What follows, of a file that is too long to be held twice.
  public let rest: Rest?

  /// The rest of a file that has not been read yet.
  public struct Rest: Sendable {
    /// The number of its bytes.
    public let count: Int
    /// Reads all of it into memory of that size, once; false if that cannot be done.
    public let read: @Sendable (UnsafeMutableRawBufferPointer) -> Bool

    public init(
      count: Int, read: @escaping @Sendable (UnsafeMutableRawBufferPointer) -> Bool
    ) {
      self.count = count
      self.read = read
    }
  }

  public init(name: String, bytes: [UInt8], rest: Rest? = nil) {
    self.name = name
    self.bytes = bytes
    self.rest = rest
  }

  /// The same with all of its content.
  func whole() throws(DataFailure) -> DataFile {
    guard let rest else { return self }
    let start = bytes
    var isRead = true
    let all = [UInt8](unsafeUninitializedCapacity: start.count + rest.count) { buffer, count in
      _ = buffer.update(fromContentsOf: start)
      let memory = UnsafeMutableRawBufferPointer(buffer)
      isRead = rest.read(UnsafeMutableRawBufferPointer(rebasing: memory[start.count...]))
      count = start.count + rest.count
    }
    guard isRead else { throw .interrupted }
    return DataFile(name: name, bytes: all)
  }

  /// The last component of the path.
  var lastComponent: String { Self.lastComponent(of: name) }

  static func lastComponent(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}

/// What a reader sets aside at most, whatever the file claims.
enum DataLimit {
  /// The most bytes that compressed data may unpack to.
  static let bytes = 1 << 31
  /// The most elements of one dense array.
  static let elements = 1 << 28
  /// The most terms of a reduction that is computed before anything runs.
  static let terms = 1 << 20
  /// The largest size of one dimension.
  static let dimension = Int(Int32.max)
  /// The deepest nesting of arrays.
  static let depth = 32
}
