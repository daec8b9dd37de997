/// Why a text is not that of a tensor program.
public struct ProgramTextFailure: Error, Hashable, Sendable {
  /// The line, from 1.
  public let line: Int
  /// What is wrong there.
  public let message: String
}

extension ProgramTextFailure: CustomStringConvertible {
  /// The message behind the line.
  public var description: String { "line \(line): \(message)" }
}
