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
    typed(try bytes("models/" + path)) { try? bytes("models/" + $0) }
  }
}

/// The models of a text, with the texts of the files that it imports.
func typed(_ bytes: [UInt8], importing: (String) -> [UInt8]? = { _ in nil }) -> TypedFile {
  var log = DiagnosticLog()
  var sources = SourceMap()
  func tree(_ bytes: [UInt8], _ name: String) -> SourceTree {
    parse(sources.add(SourceFile(name: name, bytes: bytes)), in: sources, log: &log)
  }
  let main = tree(bytes, "test.gm")
  var imported: [String: SourceTree] = [:]
  for case .importFile(let literal, _) in main.statements.map(\.kind) {
    imported[literal.text] = importing(literal.text).map { tree($0, literal.text) }
  }
  let result = check(main, importing: { imported[$0.text] }, log: &log)
  #expect(!log.containsError, "\(log.diagnostics.map(text))")
  return result
}

/// The first model of a text.
func model(_ text: String) throws -> TypedModel {
  try #require(typed(Array(text.utf8)).models.first)
}
