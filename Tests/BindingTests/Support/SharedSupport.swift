import Diagnostics
import Foundation
import Semantics
import Syntax
import Testing

@testable import Binding

/// The folder of models and data that lies beside a checkout: `GMC_SHARED`, or `../shared`.
enum Shared {
  static let folder: URL? = {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let named = ProcessInfo.processInfo.environment["GMC_SHARED"].map {
      URL(fileURLWithPath: $0)
    }
    let folder = named ?? root.deletingLastPathComponent().appending(path: "shared")
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }()

  /// Says why tests that need the folder are skipped.
  static let isAbsent: Testing.Comment = "skipped: set GMC_SHARED to the folder of models and data"

  static func bytes(_ path: String) throws -> [UInt8] {
    let folder = try #require(folder)
    return Array(try Data(contentsOf: folder.appending(path: path)))
  }

  static func data(_ path: String) throws -> DataFile {
    DataFile(name: DataFile.lastComponent(of: path), bytes: try bytes("data/" + path))
  }

  static func models(_ path: String) throws -> TypedFile {
    typed(try bytes("models/" + path))
  }
}

/// The models of a text; imports are not followed.
func typed(_ bytes: [UInt8]) -> TypedFile {
  var log = DiagnosticLog()
  var sources = SourceMap()
  let file = sources.add(SourceFile(name: "test.gm", bytes: bytes))
  let tree = parse(file, in: sources, log: &log)
  let result = check(tree, importing: { _ in nil }, log: &log)
  #expect(!log.containsError, "\(log.diagnostics.map(text))")
  return result
}

/// The first model of a text.
func model(_ text: String) throws -> TypedModel {
  try #require(typed(Array(text.utf8)).models.first)
}
