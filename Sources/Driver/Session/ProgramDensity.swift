import Autodiff
import Inference
import Objectives
import Optimizer
import TensorIR

/// A lowered density on a back end, as optimisers and samplers see it.
///
/// Copies have their own working memory, so each chain and each start works on one.
struct ProgramDensity: LogDensity {
  let dimension: Int
  private var engine: Engine
  /// Where the gradient of each block begins.
  private let offsets: [Int]

  /// - Parameters:
  ///   - copies: how many copies will run at a time.
  ///   - threads: how many threads one evaluation may use.
  init(
    _ lowered: LoweredDensity, precision: Precision, backend: Backend, copies: Int, threads: Int,
    isCached: Bool
  ) throws(EngineFailure) {
    dimension = lowered.dimension
    offsets = lowered.blocks.map(\.offset)
    engine = try Engine(
      lowered.gradientProgram(), faster: lowered.scaledGradientProgram(in: precision),
      data: lowered.data, precision: precision, backend: backend,
      copies: copies, threads: threads, isCached: isCached)
  }

  mutating func evaluate(
    _ x: Span<Double>, gradient: inout MutableSpan<Double>
  ) throws(EvaluationFailure) -> Double {
    value(x, gradient: &gradient)
  }

  mutating func value(_ x: Span<Double>, gradient: inout MutableSpan<Double>) -> Double {
    engine.run(x, rest: &gradient, at: offsets)
    return engine.scalar(0)
  }

  /// Whether it takes points in single precision.
  var takesSingles: Bool { engine.takesSingles }

  /// The same in single precision.
  ///
  /// - Precondition: `takesSingles`.
  mutating func value(_ x: Span<Float>, gradient: inout MutableSpan<Float>) -> Double {
    engine.run(x, rest: &gradient, at: offsets)
    return engine.scalar(0)
  }

  /// Calls `body` with each number below `count`, on the threads of an evaluation.
  func share(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    engine.share(count, body)
  }
}

extension LoweredDensity {
  /// The program whose outputs are the log density and its gradient in each block, in their order;
  /// the rows of a batch are parameters behind the blocks.
  func gradientProgram() -> TensorProgram {
    steppable { differentiate($0, output: 0) }
  }

  /// The one of the two that machine code is made of first.
  func nativeGradientProgram(in precision: Precision) -> TensorProgram {
    scaledGradientProgram(in: precision) ?? gradientProgram()
  }

  /// The same with chains in scaled form, which has NaN as the log density where it may be wrong;
  /// nil if there are none, or the precision has too small a range.
  func scaledGradientProgram(in precision: Precision) -> TensorProgram? {
    guard precision == .f64, let scaled = scaleRecursions(program) else { return nil }
    return steppable { _ in differentiate(scaled.program, output: 0, where: scaled.condition) }
  }
}
