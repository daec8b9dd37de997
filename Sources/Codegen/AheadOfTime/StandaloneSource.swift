import Optimizer
public import TensorIR

/// An array that standalone code reads: its values for the data at hand, and how it is made for
/// other data of the same sizes.
public struct StandaloneSource: Hashable, Sendable {
  /// What the elements are copied from.
  public enum Origin: Hashable, Sendable {
    /// The values of a data input.
    case input(InputID)
    /// The output with this number of the kernel that prepares the data.
    case prepared(Int)
    /// They are the same for all data.
    case fixed
  }
  /// What the elements are copied from.
  public let origin: Origin
  /// The elements as they are stored.
  public let bytes: [UInt8]
  /// How one of them is stored.
  public let element: StoredElement
  /// The sizes of the axes of the origin, which is row-major.
  public let sizes: [Int]
  /// How far apart, in elements, neighbours along each of those axes are stored.
  public let strides: [Int]

  /// The number of elements.
  public var count: Int { sizes.reduce(1, *) }
}

/// The sources of a schedule, and the program that prepares what must be computed for them.
struct SourcePlan {
  let sources: [StandaloneSource]
  /// The data inputs that `program` takes as parameters, in order.
  let inputs: [InputID]
  /// Its outputs are what `Origin.prepared` counts; nil if there is nothing to compute.
  let program: TensorProgram?

  /// - Parameter fixed: the data inputs whose values never change.
  init(
    _ schedule: Schedule, _ data: [InputID: Tensor], fixed: Set<InputID>
  ) throws(InterpreterFailure) {
    let program = schedule.program
    let table = try SourceTable(schedule, data)
    defer { withExtendedLifetime(table) {} }
    let isOpen = program.openness(fixed: fixed)
    var computed: [ValueID] = []
    var sources: [StandaloneSource] = []
    for (index, source) in schedule.sources.enumerated() {
      let (value, input): (ValueID, InputID?) =
        switch source {
        case .input(let input): (program.node(of: input), input)
        case .prepared(let value): (value, program[value].op.dataInput)
        }
      let origin: StandaloneSource.Origin
      if !isOpen[Int(value.index)] {
        origin = .fixed
      } else if let input {
        origin = .input(input)
      } else {
        origin = .prepared(computed.count)
        computed.append(value)
      }
      guard let storage = schedule.storages[value] else { continue }
      let axes = program[value].type.axes
      let bytes = program.count(program[value].type) * storage.element.byteCount
      let start = table.table?[index]
      sources.append(
        StandaloneSource(
          origin: origin,
          bytes: start.map { Array(UnsafeRawBufferPointer(start: $0, count: bytes)) } ?? [],
          element: storage.element, sizes: axes.map { program[$0].size },
          strides: axes.map { storage.strides[$0] ?? 0 }))
    }
    self.sources = sources
    inputs = program.inputs.indices.map { InputID(index: Int32($0)) }
      .filter { program[$0].role == .data }
    let outputs = computed.map { Output(name: "", value: $0) }
    self.program =
      computed.isEmpty
      ? nil
      : ProgramBuilder(program).finish(outputs).pruned().with {
        program[$0].role == .data ? .parameter : .data
      }
  }
}

extension TensorProgram {
  /// For each value whether it depends on data that may be others.
  fileprivate func openness(fixed: Set<InputID>) -> [Bool] {
    var isOpen = [Bool](repeating: false, count: nodes.count)
    for (index, node) in nodes.enumerated() {
      isOpen[index] = node.op.operands.contains { isOpen[Int($0.index)] }
      if case .input(let input) = node.op { isOpen[index] = !fixed.contains(input) }
    }
    return isOpen
  }

  /// The value of an input that an output needs.
  fileprivate func node(of input: InputID) -> ValueID {
    let index = nodes.firstIndex { $0.op.dataInput == input }
    return ValueID(index: Int32(index ?? 0))
  }
}

extension Op {
  fileprivate var dataInput: InputID? {
    if case .input(let input) = self { input } else { nil }
  }
}
