/// Runs a tensor program step by step: the reference back end.
public struct Interpreter: Evaluator {
  public var parameterCount: Int { plan.parameterCount }
  private let plan: Plan
  // One of the two, as the precision says.
  private var double: Machine<Double>?
  private var single: Machine<Float>?

  /// Prepares a program for runs with the given data.
  ///
  /// What depends on data alone is computed here, once. Data of inputs that the program does not
  /// have, or that no output needs, are ignored.
  ///
  /// - Parameters:
  ///   - copies: how many copies will run, each with working memory of its own.
  ///   - memoryLimit: how many bytes they may have together.
  public init(
    _ program: TensorProgram, data: [InputID: Tensor], precision: Precision = .f64,
    copies: Int = 1, memoryLimit: Int = .max
  ) throws(InterpreterFailure) {
    try program.check(data)
    plan = Plan(program)
    let bytes = plan.byteCount(precision, copies: copies)
    guard bytes <= memoryLimit else { throw .tooLarge(bytes: bytes, limit: memoryLimit) }
    switch precision {
    case .f64: double = Machine<Double>(plan, data)
    case .f32: single = Machine<Float>(plan, data)
    }
  }

  public mutating func run(_ parameters: Span<Double>) {
    parameters.withUnsafeBufferPointer { run($0) }
  }

  private mutating func run(_ parameters: UnsafeBufferPointer<Double>) {
    precondition(parameters.count == parameterCount, "one number for each parameter")
    double?.run(parameters)
    single?.run(parameters)
  }

  public func scalar(_ output: Int) -> Double {
    precondition(plan.outputs[output].count == 1, "the output has one element")
    var result = 0.0
    withUnsafeMutablePointer(to: &result) { read(output, into: $0) }
    return result
  }

  public func output(_ output: Int) -> [Double] {
    var result = [Double](repeating: 0, count: plan.outputs[output].count)
    result.withUnsafeMutableBufferPointer { buffer in
      if let start = buffer.baseAddress { read(output, into: start) }
    }
    return result
  }

  /// Returns an output with the elements that it has.
  public func tensor(_ output: Int) -> Tensor {
    switch plan.outputs[output].element {
    case .real: Tensor(self.output(output))
    case .boolean: Tensor(self.output(output).map { $0 != 0 })
    case .integer: Tensor(integers(output))
    }
  }

  private func integers(_ output: Int) -> [Int] {
    var result = [Int](repeating: 0, count: plan.outputs[output].count)
    result.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      double?.readIntegers(plan.outputs[output], into: start)
      single?.readIntegers(plan.outputs[output], into: start)
    }
    return result
  }

  public func copy(output: Int, into target: inout MutableSpan<Double>, at offset: Int) {
    let count = plan.outputs[output].count
    precondition(offset >= 0 && offset + count <= target.count, "room for the output")
    target.withUnsafeMutableBufferPointer { buffer in
      if let start = buffer.baseAddress { read(output, into: start + offset) }
    }
  }

  private func read(_ output: Int, into target: UnsafeMutablePointer<Double>) {
    double?.read(plan.outputs[output], into: target)
    single?.read(plan.outputs[output], into: target)
  }

  /// Where the working memory starts; for tests of allocation.
  mutating func workingAddress() -> Int {
    double?.workingAddress() ?? single?.workingAddress() ?? 0
  }
}
