import Binding
import Diagnostics
import Inference
import Objectives
import ScalarMath
import Semantics
import TensorIR

/// The part of a posterior that a sampler explores, and the way from its points to those of the
/// whole.
struct ExploredPosterior: Sendable {
  let density: LoweredDensity
  /// Draws what was eliminated; `nil` if that are finite choices alone.
  let drawer: RealDrawer?

  /// Returns the points of the whole posterior; each draw has a stream of its own.
  func positions(of chain: Chain, _ stream: RandomStream) -> [[Double]] {
    let points = chain.statistics.indices.map { Array(chain.draw($0)) }
    return drawer?.positions(at: points, stream) ?? points
  }
}

extension Session {
  /// What is left to explore after integrating real latents out, unless `--eliminate discrete`.
  func explored(
    _ bound: BoundModel, of whole: LoweredDensity
  ) throws(CommandFailure) -> ExploredPosterior {
    let all = ExploredPosterior(density: whole, drawer: nil)
    if invocation.text(.eliminate) == "discrete" { return all }
    // With everything as points there may be a posterior where some integral is too much.
    var attempt = DiagnosticLog()
    guard let remainder = lowerRemainder(bound, log: &attempt), !remainder.draws.variables.isEmpty
    else { return all }
    func names(_ ids: some Sequence<VariableID>) -> String {
      ids.map { bound.model.variables[$0].name }.joined(separator: ", ")
    }
    let left = remainder.density.blocks.compactMap(\.variable)
    note(
      "integrated out exactly and drawn back: \(names(remainder.draws.variables)); "
        + (left.isEmpty ? "the draws are independent" : "NUTS explores \(names(left))"))
    let drawer = try onBackend(runs: invocation.integer(.chainCount) ?? 4) {
      backend, copies throws(EngineFailure) in
      try RealDrawer(remainder, of: whole) { program, data throws(EngineFailure) in
        try Engine(
          program, data: data, precision: .f64, backend: backend, copies: copies, threads: 1,
          isCached: !invocation.has(.noCache))
      }
    }
    return ExploredPosterior(density: remainder.density, drawer: drawer)
  }

  /// Chains of a posterior of which nothing is left: each draw of the rest is independent.
  func independentChains(
    _ lowered: LoweredDensity, _ settings: NUTSSettings
  ) throws(CommandFailure) -> [ChainRun] {
    let interpreter: Interpreter
    do throws(InterpreterFailure) {
      var run = try Interpreter(lowered.program, data: lowered.data)
      run.run([Double]())
      interpreter = run
    } catch {
      throw .fault(error.description)
    }
    let value = interpreter.scalar(0)
    guard value.isFinite else {
      throw .run(
        "log p(data) is \(value): there is no posterior",
        hint: "give the latents with `Flat()` proper priors, or look for impossible data")
    }
    let chain = Chain(drawCount: settings.drawCount / settings.thinning, logDensity: value)
    return Array(
      repeating: ChainRun(chain: chain, warmupSeconds: 0, samplingSeconds: 0),
      count: invocation.integer(.chainCount) ?? 4)
  }
}
