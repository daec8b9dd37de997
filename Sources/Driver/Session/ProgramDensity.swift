import Autodiff
import Inference
import Objectives
import TensorIR

/// A lowered density under the reference interpreter, as optimisers and samplers see it.
///
/// Copies have their own working memory, so each chain and each start works on one.
struct ProgramDensity: LogDensity {
  let dimension: Int
  private var interpreter: Interpreter
  /// Where the gradient of each block begins.
  private let offsets: [Int]

  /// - Parameter copies: how many copies will run at a time.
  init(
    _ lowered: LoweredDensity, precision: Precision, copies: Int
  ) throws(InterpreterFailure) {
    dimension = lowered.dimension
    offsets = lowered.blocks.map(\.offset)
    interpreter = try Interpreter(
      lowered.gradientProgram(), data: lowered.data, precision: precision,
      copies: copies, memoryLimit: physicalMemory())
  }

  mutating func evaluate(
    _ x: Span<Double>, gradient: inout MutableSpan<Double>
  ) throws(EvaluationFailure) -> Double {
    interpreter.run(x)
    for (index, offset) in offsets.enumerated() {
      interpreter.copy(output: index + 1, into: &gradient, at: offset)
    }
    return interpreter.scalar(0)
  }
}

extension LoweredDensity {
  /// The program whose outputs are the log density and its gradient in each block, in their order.
  func gradientProgram() -> TensorProgram {
    differentiate(program, output: 0)
  }
}
