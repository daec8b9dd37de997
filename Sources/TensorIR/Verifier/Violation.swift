/// A broken rule of tensor programs, and where.
public struct Violation: Hashable, Sendable {
  /// The node that breaks it; nil for the tables and the outputs.
  public let value: ValueID?
  /// What is wrong, without the place.
  public let message: String
}

extension Violation: CustomStringConvertible {
  /// The message behind the place.
  public var description: String {
    value.map { "%\($0.index): \(message)" } ?? message
  }
}
