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

  /// Tempered sequential Monte Carlo, repeated until its repeats agree well enough.
  mutating func tempered(
    _ bound: BoundModel, _ stream: RandomStream
  ) throws(CommandFailure) -> Evidence {
    guard let lowered = lowerLikelihood(bound, log: &log) else { throw .diagnosed }
    let density = try onBackend(runs: threadCount) { backend, copies throws(EngineFailure) in
      try TemperedProgramDensity(
        lowered, precision: precision, backend: backend, copies: copies,
        threads: threadCount / copies, isCached: !invocation.has(.noCache))
    }
    let asked = invocation.integer(.repeats)
    var runs: [TemperedRun] = []
    repeat {
      let first = runs.count
      let next = swarms(asked ?? 8, from: first, lowered.posterior, density, bound, stream)
      for result in next {
        do {
          runs.append(try result.get())
        } catch {
          switch error {
          case .drawing(let drawn):
            log = drawn
            throw .diagnosed
          case .estimating(let failure): throw self.failure(failure, .smc)
          }
        }
      }
    } while asked == nil && runs.count < 32
      && EvidenceEstimate(averaging: runs.map(\.logEvidence)).error > 0.012
    let estimate = EvidenceEstimate(averaging: runs.map(\.logEvidence))
    let spread = ScalarDraws(chains: [runs.map(\.logEvidence)]).standardDeviation
    // The average of exponentials is their largest alone where the spread is so wide.
    guard runs.count < 2 || spread < 2 else {
      throw failure(
        .unreliable("repeats differ by \(significant(spread, digits: 2)), as a deviation"), .smc)
    }
    let acceptances = runs.flatMap(\.acceptances)
    return Evidence(
      logEvidence: estimate.logEvidence, error: estimate.error, method: .smc,
      checks: [
        .init("coordinates", .integer(lowered.posterior.dimension)),
        .init("repeats", .integer(runs.count)), .init("spread", .number(spread)),
        .init("powers", .integer(runs.map(\.powers.count).max() ?? 0)),
        .init("acceptance", .number(acceptances.reduce(0, +) / Double(max(1, acceptances.count)))),
      ])
  }

  /// Some runs from draws of the prior; what a run gives depends on the seed and its number alone.
  private func swarms(
    _ count: Int, from first: Int, _ lowered: LoweredDensity, _ density: TemperedProgramDensity,
    _ bound: BoundModel, _ stream: RandomStream
  ) -> [Result<TemperedRun, SwarmFailure>] {
    let particleCount = invocation.integer(.particles) ?? 1000
    let progress = Progress(console, isQuiet: isQuiet)
    let log = log
    let results = parallelMap(count, threads: threadCount) { index in
      Result { () throws(SwarmFailure) in
        let random = stream.stream("tempering").stream(first + index)
        var own = log
        let particles = priorDraws(
          particleCount, bound, lowered, random.stream("prior"), log: &own)
        guard let particles else { throw .drawing(own) }
        do throws(EvidenceFailure) {
          return try temper(density, from: particles, stream: random) { state in
            progress.report {
              "repeat \(first + index + 1), step \(state.step), power "
                + significant(state.power, digits: 3)
            }
            return Interruption.isRequested ? .stop : .proceed
          }
        } catch {
          throw .estimating(error)
        }
      }
    }
    progress.finish()
    return results
  }
}

/// Why a run of particles came to nothing.
private enum SwarmFailure: Error {
  /// The prior cannot be drawn from; the log says why.
  case drawing(DiagnosticLog)
  case estimating(EvidenceFailure)
}

/// The coordinates of draws of the latents from the story; `nil` after reporting why there are
/// none.
private func priorDraws(
  _ count: Int, _ bound: BoundModel, _ lowered: LoweredDensity, _ stream: RandomStream,
  log: inout DiagnosticLog
) -> [[Double]]? {
  var result: [[Double]] = []
  result.reserveCapacity(count)
  var index = 0
  // A draw at the edge of its domain has no coordinates; there are next to none.
  while result.count < count, index < 2 * count + 100 {
    guard let drawn = simulate(bound, using: stream.stream(index), log: &log) else { return nil }
    index += 1
    var values: [VariableID: [Double]] = [:]
    for block in lowered.blocks {
      guard let variable = block.variable,
        case .reals(let numbers)? = drawn.values[variable]?.storage
      else { continue }
      values[variable] = numbers
    }
    guard let point = lowered.coordinates(of: values), point.allSatisfy(\.isFinite) else {
      continue
    }
    result.append(point)
  }
  return result
}
