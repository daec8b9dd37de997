/// One named axis of a program, by position in its table of axes.
public struct AxisID: Hashable, Comparable, Sendable {
  /// The position in the program's table.
  public let index: Int32

  /// Creates the identity of a position.
  public init(index: Int32) { self.index = index }

  /// True iff the first position is the smaller one.
  public static func < (a: AxisID, b: AxisID) -> Bool { a.index < b.index }
}

/// A plate, an index letter, a component or a state: what a loop runs over.
///
/// Two axes over one index set are two axes with the same size.
public struct Axis: Hashable, Sendable {
  /// The name that messages and the text form show; need not be unique.
  public let name: String
  /// The number of its members.
  public let size: Int

  /// Creates an axis.
  public init(name: String, size: Int) {
    self.name = name
    self.size = size
  }
}
