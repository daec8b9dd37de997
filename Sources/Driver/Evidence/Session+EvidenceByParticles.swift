import Binding
import Diagnostics
import Inference
import Objectives
import Posterior
import Reporting
import ScalarMath
import Semantics

extension Session {
  /// Tempered sequential Monte Carlo, or annealed importance sampling, repeated until the error is
  /// small enough.
  ///
  /// A run of its own finds the powers and the moves; the repeats follow them, so that they are not
  /// biased by looking at their own particles.
  mutating func tempered(
    _ bound: BoundModel, by method: EvidenceMethod, _ stream: RandomStream
  ) throws(CommandFailure) -> Evidence {
    guard let lowered = lowerLikelihood(bound, log: &log) else { throw .diagnosed }
    let density = try onBackend(runs: threadCount) { backend, copies throws(EngineFailure) in
      try TemperedProgramDensity(
        lowered, precision: precision, backend: backend, copies: copies,
        threads: threadCount / copies, isCached: !invocation.has(.noCache))
    }
    let asked = invocation.integer(.repeats)
    let streams = stream.stream("tempering")
    let count = invocation.integer(.particles) ?? 500
    // What the repeats rest on may cost as much as two of them.
    let pilot = try swarms(
      [streams.stream("pilot")], of: 2 * count, following: nil, TemperingSettings(),
      lowered.posterior, density, bound)
    var plan = pilot[0].plan
    var settings = TemperingSettings()
    if method == .ais {
      // Particles that keep their weights want smaller steps.
      plan = plan.refined(by: 4)
      settings.transitionCount = 1
      settings.isResampling = false
    }
    func estimate(_ runs: [TemperedRun]) -> EvidenceEstimate {
      EvidenceEstimate(
        averaging: method == .ais ? runs.flatMap(\.logWeights) : runs.map(\.logEvidence))
    }
    var runs: [TemperedRun] = []
    repeat {
      let next = (0..<(asked ?? 16)).map { streams.stream(runs.count + $0) }
      runs += try swarms(
        next, of: count, following: plan, settings, lowered.posterior, density, bound)
    } while asked == nil && runs.count < 64 && estimate(runs).error > 0.012
    let acceptances = runs.flatMap(\.acceptances)
    let checks: [JSONValue.Member] = [
      .init("coordinates", .integer(lowered.posterior.dimension)),
      .init("repeats", .integer(runs.count)),
      try agreement(of: runs, by: method),
      .init("powers", .integer(runs.map(\.powers.count).max() ?? 0)),
      .init("acceptance", .number(acceptances.reduce(0, +) / Double(max(1, acceptances.count)))),
    ]
    let result = estimate(runs)
    return Evidence(
      logEvidence: result.logEvidence, error: result.error, method: method, checks: checks)
  }

  /// How far runs agree, as a check; fails where their average is the largest alone.
  private func agreement(
    of runs: [TemperedRun], by method: EvidenceMethod
  ) throws(CommandFailure) -> JSONValue.Member {
    if method == .ais {
      let weights = SmoothedWeights(smoothing: runs.flatMap(\.logWeights))
      guard weights.isTrusted else {
        throw failure(
          .unreliable("k-hat of the weights is \(significant(weights.khat, digits: 2)), above 0.7"),
          method)
      }
      return .init("khat", .number(weights.khat))
    }
    let spread = ScalarDraws(chains: [runs.map(\.logEvidence)]).standardDeviation
    guard runs.count < 2 || spread < 2 else {
      throw failure(
        .unreliable("repeats differ by \(significant(spread, digits: 2)), as a deviation"), method)
    }
    return .init("spread", .number(spread))
  }

  /// A run for each stream, from draws of the prior; what a run gives depends on its stream alone.
  private mutating func swarms(
    _ streams: [RandomStream], of particleCount: Int, following plan: TemperingPlan?,
    _ settings: TemperingSettings, _ lowered: LoweredDensity, _ density: TemperedProgramDensity,
    _ bound: BoundModel
  ) throws(CommandFailure) -> [TemperedRun] {
    let progress = Progress(console, isQuiet: isQuiet)
    let known = log
    let results = parallelMap(streams.count, threads: threadCount) { index in
      Result { () throws(SwarmFailure) in
        var own = known
        let particles = priorDraws(
          particleCount, bound, lowered, streams[index].stream("prior"), log: &own)
        guard let particles else { throw .drawing(own) }
        do throws(EvidenceFailure) {
          return try temper(
            density, from: particles, following: plan, settings: settings, stream: streams[index]
          ) { state in
            progress.report {
              (plan == nil ? "pilot" : "repeats") + ", step \(state.step), power "
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
    var runs: [TemperedRun] = []
    for result in results {
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
    return runs
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
