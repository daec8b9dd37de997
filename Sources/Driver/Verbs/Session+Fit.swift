import Binding
import Inference
import Objectives
import Reporting
import ScalarMath
import Semantics
import Syntax

extension Session {
  /// `gmc fit`: the point at which the model's objective is best.
  mutating func fit() throws(CommandFailure) {
    let watch = Stopwatch()
    let chosen = try chooseModel()
    if let family = chosen.family { return try fit(family, in: chosen) }
    if let method = approximationMethod(for: chosen) {
      return try approximate(chosen, by: method, watch)
    }
    let stages = try chosen.stages(log: &log)
    if stages.count == 1,
      let (method, reason) = try stochasticMethod(for: stages[0], in: chosen.model)
    {
      return try train(chosen, stages[0], by: method, because: reason, watch)
    }
    let data = try boundAndHeldOut(chosen).training
    noteEmptyQueries(of: stages, in: data)
    Interruption.watch()
    let training = try train(stages, on: data)
    try publish(training.fit, of: chosen, training.last)
  }

  /// Climbs from each start on its own thread; the results do not depend on the number of threads.
  func climbs(
    _ climber: Climber, on density: ProgramDensity, from starts: [[Double]?],
    observationCount: Int
  ) throws(CommandFailure) -> Restarts {
    let settings = restartSettings(observationCount)
    let progress = Progress(console, isQuiet: isQuiet)
    let stream = RandomStream(seed: UInt64(seed)).stream("fit")
    let region = try starts.contains(nil) ? startRegion(density, settings, stream, progress) : nil
    let results = parallelMap(starts.count, threads: threadCount) { index in
      Result { () throws(EvaluationFailure) in
        let hook = { (state: OptimizationProgress) -> RunDecision in
          progress.report {
            "start \(index + 1) of \(starts.count), iteration \(state.iteration): "
              + "\(significant(state.value, digits: 10))"
          }
          return Interruption.isRequested ? .stop : .proceed
        }
        var start = starts[index] ?? []
        if starts[index] == nil {
          start = try restartPoint(
            index, of: density, in: region, settings: settings, stream: stream)
        }
        let maximum = try climber.climb(from: start, settings: settings.ascent, progress: hook)
        if starts.count > 1 { progress.log(outcome(of: maximum, start: index)) }
        return maximum
      }
    }
    progress.finish()
    guard let restarts = Restarts(results.map { try? $0.get() }) else {
      throw failure(of: results)
    }
    return restarts
  }

  private func outcome(of maximum: Maximum, start index: Int) -> String {
    "start \(index + 1): \(significant(maximum.value, digits: 10)) after "
      + "\(maximum.iterationCount) iterations" + (maximum.isConverged ? "" : ", not converged")
  }

  /// Where the random starts lie; `nil` if there is no finite objective to begin with.
  private func startRegion(
    _ density: ProgramDensity, _ settings: RestartSettings, _ stream: RandomStream,
    _ progress: Progress
  ) throws(CommandFailure) -> StartRegion? {
    do throws(EvaluationFailure) {
      return try findStartRegion(of: density, settings: settings, stream: stream) { state in
        progress.report { "looking for starts, iteration \(state.iteration)" }
        return Interruption.isRequested ? .stop : .proceed
      }
    } catch {
      if error.isRecoverable { return nil }
      throw .fault(error.explanation)
    }
  }

  private func restartSettings(_ observationCount: Int) -> RestartSettings {
    var settings = RestartSettings()
    settings.depth = Double(max(1, observationCount))
    if let limit = invocation.integer(.iterations) { settings.ascent.maximumIterations = limit }
    if let change = invocation.real(.tolerance) { settings.ascent.objectiveTolerance = change }
    return settings
  }

  /// Why no start led anywhere.
  private func failure(of results: [Result<Maximum, EvaluationFailure>]) -> CommandFailure {
    for case .failure(let failure) in results {
      if !failure.isRecoverable { return .fault(failure.explanation) }
      return .run(
        "no starting point has a finite objective: \(failure.explanation)",
        hint: "start from a sensible point with `--init FIT.json`, or bring the data to the scale "
          + "of one with `--standardise`")
    }
    return .fault("no start was tried")
  }

  func publish(
    _ fit: Fit, of chosen: ChosenModel, _ last: Training.Stage
  ) throws(CommandFailure) {
    try write(fit, of: chosen)
    if !invocation.has(.json), invocation.text(.output) != "-" {
      printTable(of: fit, summary(of: last).map { "\n\($0)" } ?? "")
    }
    if !fit.isComplete { throw .run("interrupted; the result is incomplete", hint: nil) }
    if let failure = unfinished(last) { throw failure }
    if case .climbs(_, let advice) = last.end { note(advice) }
  }

  /// Writes a fit where the command line says.
  func write(_ fit: Fit, of chosen: ChosenModel) throws(CommandFailure) {
    try save(fit, of: chosen)
    if invocation.has(.json) { console.output(JSONValue.object(fit.json()).text() + "\n") }
  }

  /// Writes a fit to the file of `-o`, if there is one.
  func save(_ fit: Fit, of chosen: ChosenModel) throws(CommandFailure) {
    if let path = invocation.text(.output) {
      guard FilePath.ending(of: path) == "json" || path == "-" else {
        throw .usage(
          UsageError("a fit cannot be written to `\(path)`", hint: "`-o fit.json`"))
      }
      let all = fit.savedJSON() + record(of: chosen)
      try write(JSONValue.object(all).text(.indented) + "\n", to: path)
    }
  }

  func advice(
    on best: Maximum, _ problem: Problem, of stage: Objective.Stage, in bound: BoundModel
  ) throws(CommandFailure) -> FitAdvice {
    do throws(EvaluationFailure) {
      return try FitAdvice(
        on: best, of: problem.density, problem.lowered.coordinates(in: bound.model),
        of: stage, in: bound, stream: RandomStream(seed: UInt64(seed)).stream("advice"))
    } catch {
      throw .fault(error.explanation)
    }
  }

  func printTable(of fit: Fit, _ more: String = "") {
    var table = TextTable(columns: [.init("", .left), .init("value")])
    for parameter in fit.parameters {
      table.append([parameter.name, significant(parameter.value, digits: 6)])
    }
    console.output(table.text())
    let unit = fit.method.isStochastic ? "epochs" : "iterations"
    console.output(
      (fit.isConverged ? "objective " : "not converged; objective ")
        + significant(fit.objective, digits: 10)
        + (fit.method == .closed
          ? " in closed form" : " after \(fit.iterations) \(unit) of \(fit.method.title)")
        + more + "\n")
    for score in fit.scores { console.output(score.line + "\n") }
  }

  /// `the best of 10 starts: 7 ended there, 2 lower, 1 did not converge`.
  private func summary(of stage: Training.Stage) -> String? {
    guard case .climbs(let restarts, _) = stage.end, restarts.maxima.count > 1 else { return nil }
    let ends = restarts.maxima.compactMap { $0 }.filter { $0.isConverged }
    let best = restarts.best
    let agreeing = ends.count { abs($0.value - best.value) < 1e-6 * max(1, abs(best.value)) }
    let parts = [
      (agreeing, "ended there"), (ends.count - agreeing, "lower"),
      (restarts.maxima.count - ends.count, "did not converge"),
    ]
    return "the best of \(restarts.maxima.count) starts: "
      + parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
  }
}
