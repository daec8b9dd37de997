/// Writes a program node by node; the same node is written once.
///
/// The only way to make a program. Simple identities (`x + 0`, `1 * x`, constants) are folded on
/// the way where they hold for every input, NaN and infinities included.
public struct ProgramBuilder: Sendable {
  /// What has been written so far, without outputs.
  public private(set) var program = TensorProgram()
  /// What the nodes appended from now on come from.
  public var origin: Origin?
  /// The number of holes so far.
  var holeCount = 0
  private var known: [Op: ValueID] = [:]

  /// Creates a builder of an empty program.
  public init() {}

  /// Goes on with a finished program; its outputs are forgotten.
  public init(_ program: TensorProgram) {
    self.program = program
    self.program.outputs = []
    for (index, node) in program.nodes.enumerated() {
      if case .hole(let hole) = node.op { holeCount = max(holeCount, hole.number + 1) }
      guard known[node.op] == nil && !node.op.isNegativeZero else { continue }
      known[node.op] = ValueID(index: Int32(index))
    }
  }

  /// Creates a builder of a program that has the axes of another, and nothing else yet.
  init(axesOf other: TensorProgram) { program = other.withoutNodes }

  /// Creates a builder of a program that has the axes and the inputs of another, and nothing else.
  public init(leavesOf other: TensorProgram) {
    program = other.withoutNodes
    program.inputs = other.inputs
  }

  /// Returns the program with the given results.
  public func finish(_ outputs: [Output]) -> TensorProgram {
    var result = program
    result.outputs = outputs
    return result
  }

  /// Adds an axis; always a new one, whatever its name.
  public mutating func axis(_ name: String, size: Int) -> AxisID {
    program.axes.append(Axis(name: name, size: size))
    return AxisID(index: Int32(program.axes.count - 1))
  }

  /// Adds an input and returns its value.
  public mutating func input(
    _ name: String, _ type: TensorType, role: InputRole
  ) -> ValueID {
    program.inputs.append(Input(name: name, type: type, role: role))
    return append(.input(InputID(index: Int32(program.inputs.count - 1))))
  }

  /// The type of a value.
  public func type(_ value: ValueID) -> TensorType { program[value].type }

  /// Writes a node, or finds it, or something simpler that has the same type and value.
  public mutating func append(_ op: Op) -> ValueID { simplified(op) ?? appendVerbatim(op) }

  /// Writes exactly this node, or finds it.
  mutating func appendVerbatim(_ op: Op) -> ValueID {
    if !op.isNegativeZero, let value = known[op] { return value }
    let node = Node(op: op, type: program.resultType(of: op), origin: origin)
    program.nodes.append(node)
    let value = ValueID(index: Int32(program.nodes.count - 1))
    if !op.isNegativeZero { known[op] = value }
    return value
  }

  /// The number of a constant node.
  public func constantValue(_ value: ValueID) -> Double? {
    if case .constant(let number) = program[value].op { return number }
    return nil
  }
}

extension Op {
  /// True iff it is the constant -0, which equals 0 as a number but is another constant.
  fileprivate var isNegativeZero: Bool {
    if case .constant(let number) = self { return number == 0 && number.sign == .minus }
    return false
  }
}
