/// A data file as it lies on disk.
public struct DataFile: Sendable {
  /// The path as the user wrote it.
  public let name: String
  public let bytes: [UInt8]

  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
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
