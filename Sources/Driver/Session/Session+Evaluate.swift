import Objectives
import TensorIR

extension Session {
  /// The outputs of an evaluation: by machine code where there is more to compute than it takes to
  /// make that, else by the reference.
  func outputs(of evaluation: Evaluation) throws(CommandFailure) -> [[Double]] {
    let isSmall = evaluation.work < 1 << 24 && !invocation.has(.backend)
    var engine = try onBackend(runs: 1) { backend, copies throws(EngineFailure) in
      try Engine(
        evaluation.program, data: evaluation.data, precision: .f64,
        backend: isSmall ? .reference : backend, copies: copies,
        threads: threadCount / copies, isCached: !invocation.has(.noCache))
    }
    engine.run(evaluation.point.span)
    return evaluation.program.outputs.indices.map { engine.output($0) }
  }
}
