/// Why a program cannot be run with some data.
public enum InterpreterFailure: Error, Hashable, Sendable {
  /// The program is unsound.
  case unsound(Violation)
  /// An input that the outputs need is not among the data.
  case missing(input: String)
  case wrongElement(input: String, expected: ElementType, found: ElementType)
  case wrongSizes(input: String, expected: [Int], found: [Int])
  /// It needs more bytes of memory than it may have.
  case tooLarge(bytes: Int, limit: Int)
}

extension InterpreterFailure: CustomStringConvertible {
  /// One sentence for a reader of messages.
  public var description: String {
    switch self {
    case .unsound(let violation): "unsound program: \(violation)"
    case .missing(let input): "no data for '\(input)'"
    case .wrongElement(let input, let expected, let found):
      "data of type \(found.rawValue) for '\(input)', which is \(expected.rawValue)"
    case .wrongSizes(let input, let expected, let found):
      "data of sizes \(found) for '\(input)', which has \(expected)"
    case .tooLarge(let bytes, let limit):
      "the program needs \(bytes >> 20) MiB of memory and may have \(limit >> 20) MiB"
    }
  }
}

extension TensorProgram {
  /// Throws what is wrong with the program or the data of a run.
  public func check(_ data: [InputID: Tensor]) throws(InterpreterFailure) {
    if let violation = firstViolation() { throw .unsound(violation) }
    let isLive = liveness()
    for (index, node) in nodes.enumerated() where isLive[index] {
      guard case .input(let id) = node.op, self[id].role == .data else { continue }
      let input = self[id]
      guard let tensor = data[id] else { throw .missing(input: input.name) }
      guard tensor.stands(for: input.type.element) else {
        throw .wrongElement(
          input: input.name, expected: input.type.element, found: tensor.element)
      }
      let sizes = input.type.axes.map { self[$0].size }
      guard tensor.sizes == sizes else {
        throw .wrongSizes(input: input.name, expected: sizes, found: tensor.sizes)
      }
    }
  }
}
