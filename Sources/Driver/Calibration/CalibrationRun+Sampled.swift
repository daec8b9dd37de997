import Binding
import Diagnostics
import Inference
import Objectives
import Posterior
import ScalarMath
import Semantics
import TensorIR

extension CalibrationRun {
  /// Compares the truth with draws of NUTS.
  ///
  /// Draws that are compared have to be independent. A chain that is worth fewer than are wanted is
  /// run anew, with twice the warm-up and twice the draws, up to `attemptCount` times; if it still
  /// is, the truth is compared with as many as it is worth.
  func sampled(
    _ truth: BoundModel, _ data: BoundModel, _ stream: RandomStream, _ log: inout DiagnosticLog
  ) throws(Failure) -> Outcome {
    let posterior = try SimulatedPosterior(data, of: self, &log)
    var settings = settings
    let start = startsAtTruth ? posterior.start(at: truth) : nil
    var chain = try posterior.chain(settings, self, stream, start)
    var draws = try posterior.draws(of: chain, stream.stream("latents"))
    for _ in 1..<max(attemptCount, 1) where draws.smallestESS < Double(rankedDraws) {
      settings.warmupCount *= 2
      settings.drawCount *= 2
      chain = try posterior.chain(settings, self, stream, start)
      draws = try posterior.draws(of: chain, stream.stream("latents"))
    }
    var outcome = Outcome()
    outcome.divergenceCount = chain.divergenceCount
    outcome.smallestESS = draws.smallestESS
    let worth = draws.smallestESS.isFinite ? max(1, Int(draws.smallestESS)) : 1
    let count = min(rankedDraws, worth, draws.points.count)
    outcome.rankedDraws = count
    var (fractions, deals) = (stream.stream("fractions"), stream.stream("labels"))
    // The last of each stretch.
    let places = (1...count).map { $0 * draws.points.count / count - 1 }
    let rows = places.map { posterior.values(at: draws.dealt($0, &deals)) }
    for (column, name) in posterior.names.enumerated() {
      guard let value = posterior.value(of: column, in: truth) else { continue }
      outcome.names.append(name)
      outcome.places.append(
        placeAmongDraws(value, rows.map { $0[column] }, fraction: fractions.uniform()))
    }
    if let value = posterior.logDensity(of: truth) {
      outcome.names.append("log density")
      outcome.places.append(
        placeAmongDraws(
          value,
          try places.map { place throws(Failure) in
            try posterior.logDensity(at: draws.points[place])
          }, fraction: fractions.uniform()))
    }
    return outcome
  }
}
