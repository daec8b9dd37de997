import Binding
import Diagnostics
import Inference
import Objectives
import Posterior
import Reporting
import ScalarMath
import Semantics

extension Session {
  /// `gmc calibrate`: whether posteriors of simulated data are right about the truth they are of.
  mutating func calibrate() throws(CommandFailure) {
    Interruption.watch()
    let calibration = try calibration(calibrationRun())
    try publish(calibration)
    guard calibration.isCalibrated else {
      throw .run(
        "the truth lies where it should not for "
          + calibration.failures.prefix(5).map { "`\(calibration.names[$0])`" }
          .joined(separator: ", ")
          + (calibration.failures.count > 5 ? " and \(calibration.failures.count - 5) more" : ""),
        hint: "labels that may be swapped, divergences and slow chains do this to right models; "
          + "try `--warmup`, `--draws` or `--target-accept`")
    }
  }

  /// What the command line asks to be simulated.
  mutating func calibrationRun() throws(CommandFailure) -> CalibrationRun {
    let chosen = try chooseModel()
    let bound = try boundStory(of: chosen)
    try checkThatDrawsExist(for: bound)
    let isNative = invocation.text(.backend) != Backend.reference.rawValue
    let reason = isNative ? Backend.missingCompiler : nil
    if let reason { note("slow: the reference back end evaluates, since \(reason)") }
    return CalibrationRun(
      story: bound, model: chosen.model,
      method: invocation.text(.calibrationMethod).flatMap { .init(rawValue: $0) } ?? .nuts,
      settings: nutsSettings(), rankedDraws: invocation.integer(.ranked) ?? 99,
      attemptCount: invocation.integer(.attempts) ?? 3,
      startsAtTruth: invocation.text(.start) == "truth",
      eliminates: invocation.text(.eliminate) != "discrete",
      precision: precision, backend: isNative && reason == nil ? .native : .reference,
      isCached: !invocation.has(.noCache),
      stream: RandomStream(seed: UInt64(seed)).stream("calibrate"))
  }

  /// Runs the simulations on threads.
  mutating func calibration(_ run: CalibrationRun) throws(CommandFailure) -> Calibration {
    let count = invocation.integer(.simulations) ?? 200
    let progress = Progress(console, isQuiet: isQuiet)
    // The first one alone: what it compiles, the others find; and what fails for all fails once.
    let first = run.outcome(0)
    if case .failure(let failure) = first { throw commandFailure(failure) }
    let rest = parallelMap(count - 1, threads: threadCount) { index in
      progress.report { "simulation \(index + 1) of \(count)" }
      return Interruption.isRequested ? nil : run.outcome(index + 1)
    }
    progress.finish()
    var outcomes: [CalibrationRun.Outcome] = []
    for result in [first] + rest {
      switch result {
      case .success(let outcome): outcomes.append(outcome)
      case .failure(let failure): throw commandFailure(failure)
      case nil: throw .run("interrupted", hint: nil)
      }
    }
    let names = outcomes[0].names
    guard outcomes.allSatisfy({ $0.names == names }) else {
      throw .fault("simulations of one story look at different quantities")
    }
    var calibration = Calibration(
      names: names, places: outcomes.map(\.places), level: invocation.real(.level) ?? 0.01)
    calibration.divergenceCount = outcomes.reduce(0) { $0 + $1.divergenceCount }
    if run.method == .nuts {
      calibration.smallestESS = outcomes.map(\.smallestESS).min()
      calibration.drawCount = run.rankedDraws
      calibration.fewestDraws = outcomes.map(\.rankedDraws).min()
    }
    return calibration
  }

  private mutating func commandFailure(_ failure: CalibrationRun.Failure) -> CommandFailure {
    switch failure {
    case .diagnosed(let news):
      for diagnostic in news.diagnostics { log.insert(diagnostic) }
      return .diagnosed
    case .engine(let failure): return .fault("\(failure)")
    case .sampling(let failure):
      return .run(
        "the posterior of a simulated data set cannot be sampled: \(failure)",
        hint: "a prior that is wider than you believe makes data that nobody has seen")
    case .run(let text, let hint): return .run(text, hint: hint)
    }
  }

  private func publish(_ calibration: Calibration) throws(CommandFailure) {
    if let path = invocation.text(.output) {
      let isJSON = FilePath.ending(of: path) == "json"
      try write(isJSON ? calibration.json().text() + "\n" : calibration.csv(), to: path)
    }
    if invocation.has(.json) {
      console.output(calibration.json().text() + "\n")
    } else if invocation.text(.output) != "-" {
      console.output(calibration.table(atMost: 40))
      let draws = calibration.drawCount.map { ", each compared with \($0) draws" } ?? ""
      console.output(
        "\(calibration.places.count) simulations\(draws); \(calibration.names.count) quantities\n")
    }
    if let fewest = calibration.fewestDraws, let draws = calibration.drawCount, fewest < draws {
      note(
        "note: some chains are worth fewer draws (\(fewest)) than are wanted; more `--draws` or "
          + "fewer `--ranked`")
    }
    if calibration.divergenceCount > 0 {
      note("note: \(calibration.divergenceCount) divergent transitions")
    }
  }
}
