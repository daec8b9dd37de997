/// Where a command writes: the process's own streams, or a test's.
public struct Console: Sendable {
  /// The two streams of a command.
  public enum Stream: Sendable {
    /// What the command was asked for.
    case output
    /// Everything else: progress, notes, diagnostics.
    case messages
  }

  /// Whether a person watches the messages.
  public let isTerminal: Bool
  private let write: @Sendable (Stream, [UInt8]) -> Void
  private let input: @Sendable () -> [UInt8]

  /// Creates a console from what it does with bytes.
  public init(
    isTerminal: Bool, write: @escaping @Sendable (Stream, [UInt8]) -> Void,
    input: @escaping @Sendable () -> [UInt8] = { [] }
  ) {
    self.isTerminal = isTerminal
    self.write = write
    self.input = input
  }

  /// Writes text as it is to the output.
  func output(_ text: String) { write(.output, Array(text.utf8)) }

  /// Writes bytes as they are to the output.
  func output(_ bytes: [UInt8]) { write(.output, bytes) }

  /// Writes text as it is to the messages.
  func message(_ text: String) { write(.messages, Array(text.utf8)) }

  /// Returns everything on the standard input.
  func readInput() -> [UInt8] { input() }
}
