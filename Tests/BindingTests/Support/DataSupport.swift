import Diagnostics
import Foundation

@testable import Binding

/// The folder of the committed data files.
private let fixtures = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .appending(path: "Fixtures/data")

/// The bytes of a committed data file.
func fixture(_ name: String) throws -> DataFile {
  let data = try Data(contentsOf: fixtures.appending(path: name))
  return DataFile(name: name, bytes: Array(data))
}

/// What a reader makes of a file: its arrays, or the text of its one diagnostic.
func read(_ file: DataFile) -> (set: DataSet?, messages: [String]) {
  var log = DiagnosticLog()
  let set = readData(file, log: &log)
  return (set, log.diagnostics.map(text))
}

/// A diagnostic as one text: message, then hint.
func text(_ diagnostic: Diagnostic) -> String {
  diagnostic.message + (diagnostic.hint.map { " | " + $0 } ?? "")
}

/// What a reader makes of a text file.
func read(_ text: String, as name: String) -> (set: DataSet?, messages: [String]) {
  read(DataFile(name: name, bytes: Array(text.utf8)))
}

/// The one message about a file that cannot be read; empty when it can.
func complaint(_ text: String, as name: String) -> String {
  complaint(DataFile(name: name, bytes: Array(text.utf8)))
}

func complaint(_ file: DataFile) -> String {
  let (set, messages) = read(file)
  return set == nil && messages.count == 1 ? messages[0] : messages.joined(separator: " && ")
}

extension DataSet {
  /// The array of that name.
  func array(_ name: String) -> DataArray? { arrays.first { $0.name == name } }
}
