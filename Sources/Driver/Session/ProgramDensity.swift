import Inference
import Objectives

/// A lowered density under the reference interpreter, as optimisers and samplers see it.
struct ProgramDensity: LogDensity {
  let dimension: Int

  init(_ lowered: LoweredDensity) { dimension = lowered.dimension }

  mutating func evaluate(
    _ x: Span<Double>, gradient: inout MutableSpan<Double>
  ) throws(EvaluationFailure) -> Double {
    throw .fault("no interpreter")
  }
}

/// The report program of a lowered density.
struct ProgramReport: Sendable {
  init(_ lowered: LoweredDensity) {}
  func evaluate(_ position: [Double]) throws(EvaluationFailure) -> [[Double]] { [] }
}
