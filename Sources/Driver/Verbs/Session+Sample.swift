import Binding
import Inference
import Objectives
import Posterior
import ScalarMath
import Synchronization

extension Session {
  /// `gmc sample`: draws from p(latents | data), by NUTS as far as they are not drawn exactly.
  mutating func sample() throws(CommandFailure) {
    let watch = Stopwatch()
    try checkSampleOutput()
    let chosen = try chooseModel()
    let bound = try bound(chosen)
    let lowered = lowerPosterior(bound, log: &log)
    guard let lowered else { throw .diagnosed }
    let states = try stateDrawer(bound)
    let reporter = try reporter(lowered, drawn: states?.variables ?? [])
    let explored = try explored(bound, of: lowered)
    let start = try startingPoint(of: explored.density, in: chosen.model)
    let settings = nutsSettings()
    let runs: [ChainRun]
    let compileSeconds: Double
    let chains: Stopwatch
    if explored.density.dimension == 0 {
      (compileSeconds, chains) = (watch.seconds, Stopwatch())
      runs = try independentChains(explored.density, settings)
    } else {
      let density = try density(explored.density, runs: invocation.integer(.chainCount) ?? 4)
      compileSeconds = watch.seconds
      Interruption.watch()
      chains = Stopwatch()
      runs = try runChains(
        density, settings, start: start,
        stream: RandomStream(seed: UInt64(seed)).stream("sample"))
    }
    let positions = drawBack(runs, explored)
    let seconds = Sample.Seconds(
      compile: compileSeconds, chains: chains.seconds, warmup: runs.map(\.warmupSeconds),
      sampling: zip(runs, positions).map { $0.samplingSeconds + $1.seconds })
    let sample = gather(runs, positions.map(\.values), reporter, states, seconds)
    try publish(sample, of: bound, chosen, settings)
  }

  func nutsSettings() -> NUTSSettings {
    var settings = NUTSSettings()
    settings.warmupCount = invocation.integer(.warmup) ?? settings.warmupCount
    settings.drawCount = invocation.integer(.draws) ?? settings.drawCount
    settings.thinning = invocation.integer(.thin) ?? settings.thinning
    settings.targetAcceptance = invocation.real(.targetAccept) ?? settings.targetAcceptance
    settings.maximumDepth = invocation.integer(.maxDepth) ?? settings.maximumDepth
    settings.metric = invocation.text(.metric) == "dense" ? .dense : .diagonal
    return settings
  }

  /// Runs the chains on threads; what a chain draws depends on the seed and its number alone.
  func runChains(
    _ density: ProgramDensity, _ settings: NUTSSettings, start: [Double]?, stream: RandomStream
  ) throws(CommandFailure) -> [ChainRun] {
    let count = invocation.integer(.chainCount) ?? 4
    let progress = Progress(console, isQuiet: isQuiet)
    let board = ChainBoard(count: count)
    let results = parallelMap(count, threads: threadCount) { index in
      var clock = ChainClock()
      return Result { () throws(SamplingFailure) in
        let chain = try sampleChain(
          density, settings: settings, stream: stream.stream(index), start: start
        ) { state in
          if clock.isDue(state) {
            board.update(index, state, divergenceCount: clock.divergenceCount)
            progress.report { board.line }
          }
          return Interruption.isRequested ? .stop : .proceed
        }
        return ChainRun(
          chain: chain, warmupSeconds: clock.warmupSeconds,
          samplingSeconds: clock.seconds - clock.warmupSeconds)
      }
    }
    progress.finish()
    return try completed(results)
  }

  private func completed(
    _ results: [Result<ChainRun, SamplingFailure>]
  ) throws(CommandFailure) -> [ChainRun] {
    var runs: [ChainRun] = []
    for result in results {
      switch result {
      case .success(let run): runs.append(run)
      case .failure(.noStart(let failure)):
        throw .run(
          "no starting point has a finite log density: \(failure.explanation)",
          hint: "start from a sensible point with `--init FIT.json`")
      case .failure(.improper):
        throw .run(
          "the posterior has no total: steps of any size are accepted",
          hint: "give the latents with `Flat()` proper priors, or more data")
      case .failure(.noStepSize):
        throw .run(
          "steps of no size are accepted; the log density may not be continuous",
          hint: "look for a `floor`, a `round` or an `if` that depends on a latent")
      case .failure(.evaluation(let failure)): throw .fault(failure.explanation)
      }
    }
    return runs
  }

  /// The coordinates of the whole posterior at every draw, and how long they took.
  private func drawBack(
    _ runs: [ChainRun], _ explored: ExploredPosterior
  ) -> [(values: [[Double]], seconds: Double)] {
    let stream = RandomStream(seed: UInt64(seed)).stream("latents")
    return parallelMap(runs.count, threads: threadCount) { index in
      let watch = Stopwatch()
      let values = explored.positions(of: runs[index].chain, stream.stream(index))
      return (values, explored.drawer == nil ? 0 : watch.seconds)
    }
  }

  /// The reported values of every draw, and the states that are drawn for each.
  private func gather(
    _ runs: [ChainRun], _ positions: [[[Double]]], _ reporter: Reporter,
    _ states: StateDrawer?, _ seconds: Sample.Seconds
  ) -> Sample {
    let stream = RandomStream(seed: UInt64(seed)).stream("states")
    let rows = parallelMap(runs.count, threads: threadCount) { index in
      let values = reporter.values(at: positions[index])
      guard let states else { return values }
      let drawn = states.values(at: positions[index], stream.stream(index))
      return zip(values, drawn).map { $0 + $1 }
    }
    return Sample(
      quantities: reporter.reported.quantities + (states?.quantities ?? []),
      chains: runs.map(\.chain), positions: positions, rows: rows, seconds: seconds)
  }
}

/// A chain and how long it took.
struct ChainRun: Sendable {
  let chain: Chain
  let warmupSeconds: Double
  let samplingSeconds: Double
}

/// What the hook of a chain knows of time: it costs one look at the clock in each iteration.
private struct ChainClock {
  /// How often a chain tells the others how far it is.
  private static let interval = 0.05

  private let watch = Stopwatch()
  private var lastReport = 0.0
  private(set) var warmupSeconds = 0.0
  private(set) var divergenceCount = 0

  /// The seconds since the chain began.
  var seconds: Double { watch.seconds }

  /// Takes an iteration into account; true iff it is time to tell of it.
  mutating func isDue(_ state: ChainProgress) -> Bool {
    let now = watch.seconds
    if state.isWarmup { warmupSeconds = now }
    if !state.isWarmup, state.statistics.isDivergent { divergenceCount += 1 }
    if now - lastReport < Self.interval { return false }
    lastReport = now
    return true
  }
}

/// How far each chain is, for the line of progress.
private final class ChainBoard: Sendable {
  private struct Place {
    var iteration = 0
    var iterationCount = 0
    var divergenceCount = 0
  }

  private let places: Mutex<[Place]>

  init(count: Int) { places = Mutex(Array(repeating: Place(), count: count)) }

  func update(_ index: Int, _ state: ChainProgress, divergenceCount: Int) {
    places.withLock { places in
      places[index] = Place(
        iteration: state.iteration, iterationCount: state.iterationCount,
        divergenceCount: divergenceCount)
    }
  }

  /// `chains 12 % 13 % 0 % 0 %, 0 divergences`.
  var line: String {
    places.withLock { places in
      let shares = places.map { "\(100 * $0.iteration / max(1, $0.iterationCount)) %" }
      let divergences = places.reduce(0) { $0 + $1.divergenceCount }
      return "chains \(shares.joined(separator: " ")), \(divergences) divergences"
    }
  }
}
