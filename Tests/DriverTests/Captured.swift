import Driver
import Foundation
import Synchronization

/// What a command wrote and how it ended.
struct Captured: Sendable {
  let status: ExitStatus
  let output: String
  let messages: String
  let outputBytes: [UInt8]

  /// The output read as JSON.
  var json: Any? {
    try? JSONSerialization.jsonObject(with: Data(outputBytes), options: [.fragmentsAllowed])
  }
}

/// Runs a command in this process.
func gmc(_ arguments: [String], input: String = "") -> Captured {
  let buffers = Mutex<(output: [UInt8], messages: [UInt8])>(([], []))
  let console = Console(
    isTerminal: false,
    write: { stream, bytes in
      buffers.withLock {
        switch stream {
        case .output: $0.output += bytes
        case .messages: $0.messages += bytes
        }
      }
    }, input: { Array(input.utf8) })
  let status = run(arguments, console: console)
  return buffers.withLock {
    Captured(
      status: status, output: String(decoding: $0.output, as: UTF8.self),
      messages: String(decoding: $0.messages, as: UTF8.self), outputBytes: $0.output)
  }
}

func gmc(_ arguments: String...) -> Captured { gmc(arguments) }

/// The folder of the package.
let packageFolder = URL(filePath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent()

/// Runs a body with a folder of its own that is gone afterwards.
func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory
    .appending(path: "gmc-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}
