/// Where a node comes from; whoever builds the program says what the number means.
public struct Origin: Hashable, Sendable {
  public let index: Int32

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
  public let name: String
  public let type: TensorType
  public let role: InputRole

  public init(name: String, type: TensorType, role: InputRole) {
    self.name = name
    self.type = type
    self.role = role
  }
}

/// One step of a program.
public struct Node: Hashable, Sendable {
  public let op: Op
  public let type: TensorType
  public let origin: Origin?
}

/// A named result of a program.
public struct Output: Hashable, Sendable {
  public let name: String
  public let value: ValueID

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
  public internal(set) var axes: [Axis] = []
  public internal(set) var inputs: [Input] = []
  public internal(set) var nodes: [Node] = []
  public internal(set) var outputs: [Output] = []

  public init() {}

  public subscript(axis: AxisID) -> Axis { axes[Int(axis.index)] }
  public subscript(input: InputID) -> Input { inputs[Int(input.index)] }
  public subscript(value: ValueID) -> Node { nodes[Int(value.index)] }

  /// The number of elements of a type, 1 without axes.
  public func count(_ type: TensorType) -> Int {
    type.axes.reduce(1) { $0 * self[$1].size }
  }
}
