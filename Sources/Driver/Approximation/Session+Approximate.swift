import Inference
import Objectives
import Posterior
import Reporting
import ScalarMath
import Semantics

/// `gmc fit --method vi|laplace|pathfinder`: distributions that stand in for the posterior.
extension Session {
  /// Fits a distribution to p(latents | data) and draws from it.
  mutating func approximate(
    _ chosen: ChosenModel, by method: FitMethod, _ watch: Stopwatch
  ) throws(CommandFailure) {
    let shape = try shape(for: method, in: chosen.model)
    try checkApproximationOutput()
    let bound = try bound(chosen)
    guard let lowered = lowerPosterior(bound, log: &log) else { throw .diagnosed }
    let runCount = invocation.integer(.restarts) ?? 4
    let problem = try problem(lowered, runs: runCount)
    let start = try startingPoint(of: problem.lowered, in: chosen.model)
    note("method \(method.rawValue): \(problem.density.dimension) free coordinates")
    let compileSeconds = watch.seconds

    Interruption.watch()
    let climb = Stopwatch()
    let target = ApproximationTarget(
      density: problem.density, start: start, runCount: start == nil ? runCount : 1,
      observationCount: bound.observationCount,
      stream: RandomStream(seed: UInt64(seed)).stream("fit").stream(method.rawValue))
    let found: Stand
    switch shape {
    case .normal(let family): found = try fitted(family, to: target)
    case .laplace: found = try expanded(target)
    case .path: found = try paths(to: target)
    }
    let rows = problem.values(at: found.points)
    let result = Approximation(
      method, names: problem.reported.names, rows: rows, bound: found.bound,
      khat: found.khat, isConverged: found.isConverged,
      isComplete: !Interruption.isRequested,
      seconds: .init(compile: compileSeconds, fit: climb.seconds))
    try publish(result, of: chosen)
  }

  /// The method of `--method` that gives a distribution, or the one for the bound of a named guide.
  func approximationMethod(for chosen: ChosenModel) -> FitMethod? {
    let method = invocation.text(.method).flatMap { FitMethod(rawValue: $0) }
    if let method { return method.isApproximation ? method : nil }
    guard let stage = chosen.model.objectives.first?.stages.first,
      case .elbo(let guide) = stage.value.kind,
      case .named = chosen.model.guides[guide].body
    else { return nil }
    return .vi
  }

  /// What stands in.
  private enum Shape {
    case normal(NormalFamily.Shape)
    case laplace
    case path
  }

  /// The shape that the method, or the model's guide, names.
  private func shape(
    for method: FitMethod, in model: TypedModel
  ) throws(CommandFailure) -> Shape {
    switch method {
    case .laplace: return .laplace
    case .pathfinder: return .path
    case .vi, .lbfgs, .closed, .em, .adam, .adamw, .sgd, .newton: break
    }
    guard let guide = model.guides.ids.first.map({ model.guides[$0] }) else {
      return .normal(.meanField)
    }
    switch guide.body {
    case .named(.meanField): return .normal(.meanField)
    case .named(.fullRank): return .normal(.fullRank)
    case .named(.lowRank(let count)): return .normal(.lowRank(count))
    case .named(.laplace): return .laplace
    case .named(.flow):
      throw .usage(
        UsageError("`guide \(guide.name) = flow(…)` cannot be fitted yet", hint: "`fullrank`"))
    case .statements:
      throw .usage(
        UsageError(
          "`\(guide.name)` is written out, so `maximize elbo(\(guide.name))` fits it",
          hint: "leave `--method vi` out, or write `guide \(guide.name) = meanfield`"))
    }
  }

  /// The best of several climbs to the member of a family that has the best bound.
  private func fitted(
    _ shape: NormalFamily.Shape, to target: ApproximationTarget
  ) throws(CommandFailure) -> Stand {
    let family = NormalFamily(shape, dimension: target.density.dimension)
    let progress = Progress(console, isQuiet: isQuiet)
    let settings = target.settings(invocation)
    let results = parallelMap(target.runCount, threads: threadCount) { index in
      Result { () throws(EvaluationFailure) in
        let stream = target.stream.stream(index)
        let start = try target.location(stream)
        return try Inference.fit(
          family, to: target.density, from: start, settings: settings, stream: stream
        ) { state in
          progress.report {
            "start \(index + 1), iteration \(state.iteration): "
              + "elbo \(significant(state.value, digits: 8))"
          }
          return Interruption.isRequested ? .stop : .proceed
        }
      }
    }
    progress.finish()
    let fits = results.compactMap { try? $0.get() }
    guard let restarts = Restarts(fits.map(\.maximum)) else {
      for case .failure(let failure) in results { throw unavailable(failure) }
      throw .fault("no start was tried")
    }
    do throws(EvidenceFailure) {
      let draws = try family.draws(
        drawCount, parameters: restarts.best.position, of: target.density,
        stream: target.stream.stream("draws"))
      return Stand(draws, isConverged: restarts.best.isConverged)
    } catch {
      throw unavailable(error)
    }
  }

  /// The normal distribution with the curvature of the mode.
  private func expanded(
    _ target: ApproximationTarget
  ) throws(CommandFailure) -> Stand {
    let mode = try mode(of: target)
    do throws(EvidenceFailure) {
      let gaussian = try laplace(target.density, at: mode.position).gaussian
      let draws = try gaussian.draws(
        drawCount, of: target.density, stream: target.stream.stream("draws"))
      return Stand(draws, isConverged: mode.isConverged)
    } catch {
      throw unavailable(error)
    }
  }

  /// The highest of several maxima of the density.
  private func mode(of target: ApproximationTarget) throws(CommandFailure) -> Maximum {
    let progress = Progress(console, isQuiet: isQuiet)
    var settings = RestartSettings()
    settings.depth = Double(max(1, target.observationCount))
    settings.ascent = target.settings(invocation)
    let chosen = settings
    let region = try? findStartRegion(of: target.density, settings: chosen, stream: target.stream)
    let results = parallelMap(target.runCount, threads: threadCount) { index in
      Result { () throws(EvaluationFailure) in
        let hook = { (state: OptimizationProgress) -> RunDecision in
          progress.report { "looking for the mode, iteration \(state.iteration)" }
          return Interruption.isRequested ? .stop : .proceed
        }
        var start = target.start ?? []
        if target.start == nil {
          start = try restartPoint(
            index, of: target.density, in: region, settings: chosen, stream: target.stream)
        }
        return try maximize(
          target.density, from: start, settings: chosen.ascent, progress: hook)
      }
    }
    progress.finish()
    if let restarts = Restarts(results.map { try? $0.get() }) { return restarts.best }
    for case .failure(let failure) in results { throw unavailable(failure) }
    throw .fault("no start was tried")
  }

  /// Several paths, resampled by their smoothed weights; the draws of one path as they are. The
  /// bound is the best path's.
  private func paths(
    to target: ApproximationTarget
  ) throws(CommandFailure) -> Stand {
    let progress = Progress(console, isQuiet: isQuiet)
    let count = drawCount
    let results = parallelMap(target.runCount, threads: threadCount) { index in
      Result { () throws(EvidenceFailure) in
        let stream = target.stream.stream(index)
        var settings = PathfinderSettings()
        settings.drawCount = count
        let start: [Double]
        do throws(EvaluationFailure) {
          start = try target.location(stream)
        } catch {
          throw .evaluation(error)
        }
        return try findPath(
          target.density, from: start, settings: settings, stream: stream
        ) { state in
          progress.report { "path \(index + 1), iteration \(state.iteration)" }
          return Interruption.isRequested ? .stop : .proceed
        }
      }
    }
    progress.finish()
    let found = results.compactMap { try? $0.get() }
    guard !found.isEmpty else {
      for case .failure(let failure) in results { throw unavailable(failure) }
      throw .fault("no path was tried")
    }
    if found.count == 1 { return Stand(found[0].draws, isConverged: true) }
    let pool = ApproximateDraws(pooling: found.map(\.draws))
    let bounds = found.map(\.draws.bound)
    let best = bounds.max { $0.logEvidence < $1.logEvidence } ?? pool.bound
    return Stand(
      bound: best, khat: pool.weights.khat,
      points: pool.resampled(count, stream: target.stream.stream("resampling")),
      isConverged: true)
  }

  private var drawCount: Int { invocation.integer(.approximateDraws) ?? 1000 }

  private func unavailable(_ failure: EvidenceFailure) -> CommandFailure {
    switch failure {
    case .unbounded(let text), .unreliable(let text):
      .run(text, hint: "start from a sensible point with `--init FIT.json`, or use `gmc sample`")
    case .cancelled: .run("interrupted; there is no result", hint: nil)
    case .evaluation(let failure): unavailable(failure)
    }
  }

  private func unavailable(_ failure: EvaluationFailure) -> CommandFailure {
    guard failure.isRecoverable else { return .fault(failure.explanation) }
    return .run(
      "no starting point has a finite log density: \(failure.explanation)",
      hint: "start from a sensible point with `--init FIT.json`")
  }
}

/// A distribution by its draws.
private struct Stand {
  let bound: EvidenceEstimate
  let khat: Double
  let points: [[Double]]
  let isConverged: Bool
}

extension Stand {
  init(_ draws: ApproximateDraws, isConverged: Bool) {
    self.init(
      bound: draws.bound, khat: draws.weights.khat, points: draws.points,
      isConverged: isConverged)
  }
}

/// What is approximated, and where from.
private struct ApproximationTarget: Sendable {
  let density: ProgramDensity
  let start: [Double]?
  let runCount: Int
  let observationCount: Int
  let stream: RandomStream

  /// Where a run begins: at the point of `--init`, or at a random one.
  func location(_ stream: RandomStream) throws(EvaluationFailure) -> [Double] {
    if let start { return start }
    var (density, stream) = (density, stream.stream("start"))
    return try drawStartingPoint(&density, stream: &stream)
  }

  func settings(_ invocation: Invocation) -> LBFGSSettings {
    var settings = LBFGSSettings()
    if let limit = invocation.integer(.iterations) { settings.maximumIterations = limit }
    if let change = invocation.real(.tolerance) { settings.objectiveTolerance = change }
    return settings
  }
}
