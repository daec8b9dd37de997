/// A loop along an axis that carries values from each step to the next.
///
/// Each step runs the body on the carries as the step before left them, on the slices of some
/// operands at its place, and on other operands whole. Nodes with the same scan are results of one
/// loop. Along an axis without members the carries stay as they were at first.
public struct Scan: Hashable, Sendable {
  /// The axis whose members are the steps.
  public let axis: AxisID
  /// True iff the steps go from the last member to the first.
  public let isReversed: Bool
  /// What each step does.
  public let body: ScanBody
  /// The first values of the carries, then what is sliced along `axis`, then what is shared by all
  /// steps: one for each input of the body.
  public let operands: [ValueID]

  /// Creates a loop.
  init(along axis: AxisID, isReversed: Bool, body: ScanBody, operands: [ValueID]) {
    self.axis = axis
    self.isReversed = isReversed
    self.body = body
    self.operands = operands
  }
}

extension Scan {
  /// Returns the loop with another body for the same operands.
  public func with(_ body: ScanBody) -> Scan {
    Scan(along: axis, isReversed: isReversed, body: body, operands: operands)
  }
}

/// One of the values that a loop leaves.
public enum ScanResult: Hashable, Sendable {
  /// A carry after the last step.
  case final(Int)
  /// A value of the body at every step, along the axis of the loop.
  ///
  /// The value of the input of a carry is that carry before each step.
  case each(ValueID)

  /// The same result of a body whose values have other identities.
  public func renumbered(_ image: (ValueID) -> ValueID) -> ScanResult {
    switch self {
    case .final: self
    case .each(let value): .each(image(value))
    }
  }
}

/// A value that is to be filled in: the carry of a loop that is being written, or what a pass
/// replaces later.
public struct Hole: Hashable, Sendable {
  /// Tells apart the holes of one program.
  public let number: Int
  /// The name that messages and the text form show.
  public let name: String
  /// The type of what fills it.
  public let type: TensorType
}
