/// Where a node comes from; whoever builds the program says what the number means.
public struct Origin: Hashable, Sendable {
  /// The position in the program's table.
  public let index: Int32

  /// Creates the identity of a position.
  public init(index: Int32) { self.index = index }
}

/// Whether an input is set once or at every evaluation.
public enum InputRole: String, CaseIterable, Hashable, Sendable {
  /// Fixed for the life of an evaluator: data, masks, hyperparameters.
  case data
  /// Given anew at each evaluation: the point, and what one differentiates by.
  case parameter
}

/// A named hole of a program.
public struct Input: Hashable, Sendable {
  /// The name that messages and the text form show; need not be unique.
  public let name: String
  /// The element type and the axes of what it is given.
  public let type: TensorType
  /// When it is given.
  public let role: InputRole

  /// Creates an input.
  public init(name: String, type: TensorType, role: InputRole) {
    self.name = name
    self.type = type
    self.role = role
  }
}

/// One step of a program.
public struct Node: Hashable, Sendable {
  /// What it computes.
  public let op: Op
  /// The type of its value.
  public let type: TensorType
  /// Where it comes from, if anyone said so.
  public let origin: Origin?
}

/// A named result of a program.
public struct Output: Hashable, Sendable {
  /// The name that messages and the text form show.
  public let name: String
  /// The value that is the result.
  public let value: ValueID

  /// Creates an output.
  public init(name: String, value: ValueID) {
    self.name = name
    self.value = value
  }
}

/// A tensor program: nodes over named axes, operands before their users.
///
/// Invariant: an operand's identity is smaller than that of its user, and every node's type is the
/// one that `Op.resultType` gives.
public struct TensorProgram: Hashable, Sendable {
  /// The axes by position.
  public internal(set) var axes: [Axis] = []
  /// The inputs by position; those that are parameters make up the point in this order.
  public internal(set) var inputs: [Input] = []
  /// The nodes by position, operands before users.
  public internal(set) var nodes: [Node] = []
  /// The results in the order in which they were asked for.
  public internal(set) var outputs: [Output] = []

  /// Creates an empty program.
  public init() {}

  /// The axis with an identity.
  public subscript(axis: AxisID) -> Axis { axes[Int(axis.index)] }
  /// The input with an identity.
  public subscript(input: InputID) -> Input { inputs[Int(input.index)] }
  /// The node of a value.
  public subscript(value: ValueID) -> Node { nodes[Int(value.index)] }

  /// The number of elements of a type, 1 without axes.
  public func count(_ type: TensorType) -> Int {
    count(type.axes)
  }

  /// The number of elements along some axes, 1 without any.
  public func count(_ axes: some Sequence<AxisID>) -> Int {
    axes.reduce(1) { $0 * self[$1].size }
  }
}
