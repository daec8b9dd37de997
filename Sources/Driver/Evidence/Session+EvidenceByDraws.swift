import Binding
import Diagnostics
import Inference
import Objectives
import Posterior
import Reporting
import ScalarMath
import Semantics

/// The methods that draw.
extension Session {
  /// Bridge sampling from the draws of several chains.
  func bridgeEvidence(_ target: EvidenceTarget) throws(CommandFailure) -> Evidence {
    var settings = NUTSSettings()
    settings.warmupCount = invocation.integer(.warmup) ?? settings.warmupCount
    settings.drawCount = invocation.integer(.bridgeDraws) ?? 4000
    settings.targetAcceptance = 0.9
    let runs = try runChains(
      target.density, settings, start: nil, stream: target.stream.stream("chains"))
    if Interruption.isRequested { throw .run("interrupted; there is no estimate yet", hint: nil) }
    do throws(EvidenceFailure) {
      return try bridged(target, runs.map(\.chain))
    } catch {
      throw failure(error, .bridge)
    }
  }

  private func bridged(
    _ target: EvidenceTarget, _ chains: [Chain]
  ) throws(EvidenceFailure) -> Evidence {
    var draws = chains.map { chain in chain.statistics.indices.map { Array(chain.draw($0)) } }
    let sample = draws.flatMap { chain in
      stride(from: 0, to: chain.count, by: max(1, chain.count / 250)).map { chain[$0] }
    }
    let cells = try cells(of: target, around: sample)
    for cell in cells {
      draws = parallelMap(draws.count, threads: threadCount) { [draws] index in
        draws[index].map { cell.movedIntoCell($0) }
      }
    }
    let rHat = worstRHat(draws)
    guard rHat < 1.05 else {
      throw .unreliable(
        "the chains disagree (R-hat \(significant(rHat, digits: 3))): there may be several modes")
    }
    let divergences = chains.reduce(0) { $0 + $1.divergenceCount }
    guard Double(divergences) <= 0.01 * Double(draws.reduce(0) { $0 + $1.count }) else {
      throw .unreliable(
        "\(divergences) transitions diverged: the draws may miss a region, where the prior of one "
          + "latent depends on another")
    }
    let density = CellDensity(target.density, cells: cells)
    // Each half of the draws fits the normal distribution once and is bridged once.
    let orders = [draws, draws.map { Array($0[($0.count / 2)...] + $0[..<($0.count / 2)]) }]
    let results = parallelMap(2, threads: threadCount) { index in
      Result { () throws(EvidenceFailure) in
        try bridge(
          density, chains: orders[index], stream: target.stream.stream("bridge").stream(index))
      }
    }
    let (first, second) = (try results[0].get(), try results[1].get())
    let logCopies = cells.reduce(0) { $0 + $1.logCopies }
    let difference = first.estimate.logEvidence - second.estimate.logEvidence
    let error = (first.estimate.error + second.estimate.error) / 2
    guard abs(difference) < 5 * (first.estimate.error + second.estimate.error) + 1e-6 else {
      throw .unreliable(
        "two halves of the draws disagree by \(significant(abs(difference), digits: 2))")
    }
    var checks: [JSONValue.Member] = [
      .init("coordinates", .integer(target.lowered.dimension)), .init("rhat", .number(rHat)),
      .init("divergences", .integer(divergences)),
      .init("effective_draws", .number(first.effectiveCount)),
      .init("halves_differ_by", .number(abs(difference))),
    ]
    if logCopies > 0 { checks.append(.init("log_label_copies", .number(logCopies))) }
    return Evidence(
      logEvidence: (first.estimate.logEvidence + second.estimate.logEvidence) / 2 + logCopies,
      error: max(error, abs(difference) / 2), method: .bridge, checks: checks)
  }

  /// The largest R-hat of a coordinate.
  private func worstRHat(_ draws: [[[Double]]]) -> Double {
    let count = draws.first?.first?.count ?? 0
    return (0..<count).reduce(1) { worst, coordinate in
      let rHat = ScalarDraws(chains: draws.map { $0.map { $0[coordinate] } }).rHat()
      return rHat.isNaN ? worst : max(worst, rHat)
    }
  }
}
