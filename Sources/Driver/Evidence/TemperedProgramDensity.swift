import Autodiff
import Inference
import Objectives
import TensorIR

/// A posterior with the power of its likelihood as one more parameter, on a back end.
struct TemperedProgramDensity: TemperedDensity {
  let dimension: Int
  private var engine: Engine
  /// Where the gradient of each block begins, and then the derivative in the power.
  private let offsets: [Int]

  init(
    _ lowered: LoweredLikelihood, precision: Precision, backend: Backend, copies: Int,
    threads: Int, isCached: Bool
  ) throws(EngineFailure) {
    dimension = lowered.posterior.dimension
    offsets = lowered.posterior.blocks.map(\.offset) + [dimension]
    engine = try Engine(
      differentiate(lowered.tempered, output: 0), data: lowered.posterior.data,
      precision: precision, backend: backend, copies: copies, threads: threads,
      isCached: isCached)
  }

  mutating func evaluate(
    _ x: Span<Double>, power: Double, gradient: inout MutableSpan<Double>
  ) throws(EvaluationFailure) -> (logDensity: Double, logLikelihood: Double) {
    var values = [Double](repeating: power, count: dimension + 1)
    for index in 0..<dimension { values[index] = x[index] }
    var derivatives = values
    var target = derivatives.mutableSpan
    engine.run(values.span, rest: &target, at: offsets)
    for index in 0..<dimension { gradient[index] = derivatives[index] }
    return (engine.scalar(0), derivatives[dimension])
  }
}
