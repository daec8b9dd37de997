/// What each step of a loop does: a program whose inputs are the carries, the slices and what is
/// shared, and whose outputs are the carries after the step.
///
/// Its axes are those of the program around it, under the same identities; the axis of the loop
/// is none of a slice's.
public struct ScanBody: Sendable {
  /// The program. All its inputs are parameters, of any element type.
  public var program: TensorProgram { content.program }
  /// How many of the inputs are carries; they come first.
  public var carryCount: Int { content.carryCount }
  /// How many of the inputs are slices; they come next.
  public var sliceCount: Int { content.sliceCount }

  private let content: Content

  /// Shared by all nodes of a loop and hashed once, because bodies are compared often.
  private final class Content: Sendable {
    let program: TensorProgram
    let carryCount, sliceCount, hash: Int

    init(_ program: TensorProgram, carryCount: Int, sliceCount: Int) {
      self.program = program
      self.carryCount = carryCount
      self.sliceCount = sliceCount
      var hasher = Hasher()
      hasher.combine(carryCount)
      hasher.combine(sliceCount)
      hasher.combine(program.inputs)
      hasher.combine(program.outputs)
      for node in program.nodes { hasher.combine(node.op) }
      hash = hasher.finalize()
    }
  }

  /// Creates the body of a loop.
  init(_ program: TensorProgram, carryCount: Int, sliceCount: Int) {
    content = Content(program, carryCount: carryCount, sliceCount: sliceCount)
  }

  /// Returns the body with another program that has the same inputs.
  public func with(_ program: TensorProgram) -> ScanBody {
    precondition(program.inputs.count == self.program.inputs.count, "the same inputs")
    return ScanBody(program, carryCount: carryCount, sliceCount: sliceCount)
  }

  /// The carries after a step.
  public var next: [ValueID] { program.outputs.map(\.value) }

  /// The value of each input, nil for those that the body does not read.
  public var inputValues: [ValueID?] {
    var values = [ValueID?](repeating: nil, count: program.inputs.count)
    for (index, node) in program.nodes.enumerated() {
      if case .input(let input) = node.op {
        values[Int(input.index)] = ValueID(index: Int32(index))
      }
    }
    return values
  }
}

extension ScanBody: Hashable {
  /// Equal bodies compute the same; where nodes come from does not matter, the sign of zero does.
  public static func == (a: ScanBody, b: ScanBody) -> Bool {
    if a.content === b.content { return true }
    return a.content.hash == b.content.hash && a.carryCount == b.carryCount
      && a.sliceCount == b.sliceCount && a.program.inputs == b.program.inputs
      && a.program.outputs == b.program.outputs
      && a.program.nodes.elementsEqual(b.program.nodes) { $0.op.isIdentical(to: $1.op) }
  }

  /// Hashes what was hashed when the body was made.
  public func hash(into hasher: inout Hasher) { hasher.combine(content.hash) }
}

extension Op {
  /// Whether two ops are equal, constants bit by bit.
  fileprivate func isIdentical(to other: Op) -> Bool {
    if case .constant(let x) = self, case .constant(let y) = other {
      return x.bitPattern == y.bitPattern
    }
    return self == other
  }
}
