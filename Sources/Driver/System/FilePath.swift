/// Names of files taken apart; text only, the disk is not asked.
enum FilePath {
  /// Returns everything up to and with the last slash.
  static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return String(path[...slash])
  }

  /// Returns the part behind the last slash.
  static func name(of path: String) -> String {
    String(path.suffix(from: path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex))
  }

  /// Returns the ending in small letters without its dot; empty without one.
  static func ending(of path: String) -> String {
    let name = name(of: path)
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
    return name[name.index(after: dot)...].lowercased()
  }

  /// Returns the path without its ending and the dot before that.
  static func withoutEnding(_ path: String) -> String {
    let ending = ending(of: path)
    return ending.isEmpty ? path : String(path.dropLast(ending.count + 1))
  }

  /// Returns a path as seen from a file that mentions it.
  static func relative(_ path: String, to file: String) -> String {
    path.hasPrefix("/") ? path : directory(of: file) + path
  }
}
