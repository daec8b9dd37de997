import Binding
import Inference
import Objectives
import Reporting
import ScalarMath
import Semantics
import Syntax

extension Session {
  /// Fits by steps along noisy gradients: Adam and its like.
  mutating func train(
    _ chosen: ChosenModel, _ stage: Objective.Stage, by method: FitMethod,
    because reason: String, _ watch: Stopwatch
  ) throws(CommandFailure) {
    let (bound, heldOut) = try boundAndHeldOut(chosen)
    if invocation.has(.patience), heldOut == nil {
      throw .usage(
        UsageError("`--patience` needs rows to judge by", hint: "`--holdout 0.1`, or a file"))
    }
    noteSubtractions(of: stage, in: bound)
    let plan = try batchPlan(of: bound)
    let run = try stochasticRun(
      bound, stage, by: method, plan, saving: chosen, ingredients(chosen, bound, by: method))
    let rows = Rows(heldOut: heldOut, plan: plan, stage: stage, reason: reason)
    let (end, fit) = try trained(run, on: rows, watch)
    try write(fit, of: chosen)
    if !invocation.has(.json), invocation.text(.output) != "-" { printTable(of: fit) }
    if !fit.isComplete { throw .run("interrupted; the result is incomplete", hint: nil) }
    if let failure = failure(of: end) { throw failure }
  }

  /// The same for one of several stages or members, which ends at a point of `bound`.
  mutating func trainBySteps(
    _ stage: Objective.Stage, on bound: inout BoundModel, by method: FitMethod,
    because reason: String
  ) throws(CommandFailure) -> Training.Stage {
    for option in [Option.resume, .checkpoint, .patience] where invocation.has(option) {
      throw .usage(
        UsageError(
          "`\(option.entry.spelling)` is for a single objective, not for stages and families",
          hint: option == .patience
            ? "`--epochs` says how many there are" : "`--init` starts from the values of a fit"))
    }
    let plan = try batchPlan(of: bound)
    let run = try stochasticRun(bound, stage, by: method, plan, saving: nil, [])
    let rows = Rows(heldOut: nil, plan: plan, stage: stage, reason: reason)
    let (end, fit) = try trained(run, on: rows, Stopwatch())
    run.problem.put(end.position, into: &bound)
    return Training.Stage(fit: fit, end: .steps(end))
  }

  /// Why steps ended before their time; `nil` if they did not.
  func failure(of end: Trained) -> CommandFailure? {
    guard case .notFinite(let epoch, let batch) = end.reason else { return nil }
    return .run(
      "the objective or its gradient is not finite in step \(batch) of epoch \(epoch); "
        + "the result is the point where step \(end.state.batch + 1) of epoch "
        + "\(end.epochs + 1) began",
      hint: "a smaller `--rate`, `--clip 1`, or `--schedule warmup=1`")
  }

  private mutating func stochasticRun(
    _ bound: BoundModel, _ stage: Objective.Stage, by method: FitMethod, _ plan: BatchPlan?,
    saving chosen: ChosenModel?, _ ingredients: [SavedTraining.Ingredient]
  ) throws(CommandFailure) -> StochasticRun {
    let settings = try trainingSettings(method)
    let fixed = lowerObjective(bound, stage: stage, batch: plan?.batch, log: &log)
    guard let lowered = fixed?.drawingAnew() else { throw .diagnosed }
    return StochasticRun(
      chosen: chosen, bound: bound, problem: try problem(lowered, runs: 1), settings: settings,
      method: method, sign: stage.direction == .maximize ? 1 : -1, ingredients: ingredients)
  }

  /// What a training sees beside its data, and why it is one.
  private struct Rows {
    let heldOut: BoundModel?
    let plan: BatchPlan?
    let stage: Objective.Stage
    let reason: String
  }

  private mutating func trained(
    _ run: StochasticRun, on rows: Rows, _ watch: Stopwatch
  ) throws(CommandFailure) -> (end: Trained, fit: Fit) {
    if run.problem.density.takesSingles {
      try trained(run, in: Float.self, on: rows, watch)
    } else {
      try trained(run, in: Double.self, on: rows, watch)
    }
  }

  private mutating func trained<Scalar: StepScalar>(
    _ run: StochasticRun, in scalar: Scalar.Type, on rows: Rows, _ watch: Stopwatch
  ) throws(CommandFailure) -> (end: Trained, fit: Fit) {
    let (bound, plan) = (run.bound, rows.plan)
    let stream = RandomStream(seed: UInt64(seed)).stream("fit")
    var density: TrainingDensity<Scalar> = try training(run.problem, bound, plan, stream)
    let validation = try rows.heldOut.map { held throws(CommandFailure) in
      try self.validation(held, rows.stage, plan) as TrainingDensity<Scalar>
    }
    let resumed = try resumedState(density, run.settings, run.ingredients)
    let start: TrainingState
    if let resumed { start = resumed.state } else { start = try startingState(run, stream) }
    var stopping = invocation.integer(.patience).map {
      EarlyStopping(patience: $0, best: resumed?.best)
    }
    note(
      "method \(run.method.rawValue) (\(rows.reason)): \(density.dimension) free coordinates, "
        + "\(run.settings.epochs) epochs of \(density.batchCount) steps")
    if let plan, let left = leftOver(bound, plan), left > 0 {
      note("each epoch leaves out \(left) rows, others every time")
    }
    let compileSeconds = watch.seconds

    Interruption.watch()
    let climb = Stopwatch()
    var end = try climbed(run, density, from: start, validation, &stopping)
    if let best = stopping?.best, let objective = try? density.mean(at: best.position) {
      end = end.ended(at: objective, early: stopping?.isOver ?? false)
      note(
        "the best of \(end.epochs) epochs on held-out rows is \(best.epoch): "
          + significant(run.sign * best.heldOut, digits: 8))
    }
    let seconds = Fit.Seconds(compile: compileSeconds, fit: climb.seconds)
    return (end, run.fit(at: end, best: stopping?.best, seconds: seconds))
  }

  private func training<Scalar: StepScalar>(
    _ problem: Problem, _ bound: BoundModel, _ plan: BatchPlan?, _ stream: RandomStream
  ) throws(CommandFailure) -> TrainingDensity<Scalar> {
    let feed = StepFeed(problem.lowered, bound, stream: stream.stream("noise"))
    guard let feed else {
      throw .run(
        "the data cannot be read in batches of rows", hint: "leave `--batch` out")
    }
    return TrainingDensity(
      problem.density, feed, sampler: plan?.sampler(stream.stream("rows")))
  }

  /// The objective on rows that are held out, in batches of at most the same size.
  private mutating func validation<Scalar: StepScalar>(
    _ bound: BoundModel, _ stage: Objective.Stage, _ plan: BatchPlan?
  ) throws(CommandFailure) -> TrainingDensity<Scalar> {
    var own: BatchPlan?
    if let plan, let total = bound.sizes[plan.batch.set], plan.batch.size < total {
      own = BatchPlan(
        batch: Minibatch(set: plan.batch.set, size: plan.batch.size, of: total),
        strata: [(Array(0..<total), plan.batch.size)])
    }
    let fixed = lowerObjective(bound, stage: stage, batch: own?.batch, log: &log)
    guard let lowered = fixed?.drawingAnew() else { throw .diagnosed }
    let problem = try problem(lowered, runs: 1)
    return try training(problem, bound, own, RandomStream(seed: 0))
  }

  /// How many rows an epoch does not visit.
  private func leftOver(_ bound: BoundModel, _ plan: BatchPlan) -> Int? {
    guard plan.strata.count == 1 else { return nil }
    return (bound.sizes[plan.batch.set] ?? 0) % plan.batch.size
  }

  /// Where new steps begin: at the point of `--init`, or at random.
  private mutating func startingState(
    _ run: StochasticRun, _ stream: RandomStream
  ) throws(CommandFailure) -> TrainingState {
    let point =
      try startingPoint(of: run.problem.lowered, in: run.bound.model)
      ?? run.problem.lowered.startingPoint(using: stream.stream("start"))
    return TrainingState(at: point, rule: run.settings.rule)
  }

  private func climbed<Scalar: StepScalar>(
    _ run: StochasticRun, _ density: TrainingDensity<Scalar>, from start: TrainingState,
    _ validation: TrainingDensity<Scalar>?, _ stopping: inout EarlyStopping?
  ) throws(CommandFailure) -> Trained {
    let interval = run.chosen == nil ? nil : try checkpointInterval()
    let progress = Progress(console, isQuiet: isQuiet)
    defer { progress.finish() }
    let watch = Stopwatch()
    var saved = watch.seconds
    var unsaved: CommandFailure?
    var validation = validation
    var judge = stopping
    defer { stopping = judge }
    var hooks = TrainingHooks()
    hooks.isCheckpointDue = {
      Interruption.isRequested || interval.map { watch.seconds - saved >= $0 } ?? false
    }
    hooks.checkpoint = { state in
      // What an interrupted run has is written at its end.
      guard !Interruption.isRequested, let chosen = run.chosen else { return .stop }
      let seconds = Fit.Seconds(compile: 0, fit: watch.seconds)
      do throws(CommandFailure) {
        try save(run.fit(at: state, best: judge?.best, seconds: seconds), of: chosen)
      } catch {
        unsaved = error
      }
      saved = watch.seconds
      return unsaved == nil ? .proceed : .stop
    }
    hooks.progress = { state in
      let heldOut = try? validation?.mean(at: state.position)
      let line = run.line(state, heldOut: heldOut)
      let share = Double(run.settings.epochs - state.epoch) / Double(state.epoch - start.epoch)
      if validation != nil {
        progress.log(line)
      } else {
        progress.report { line + ", \(clock(watch.seconds * share)) left" }
      }
      if let heldOut { judge?.judge(heldOut, epoch: state.epoch, at: state.position) }
      return judge?.isOver == true ? .stop : .proceed
    }
    let end: Trained
    do throws(EvaluationFailure) {
      end = try Inference.train(density, from: start, settings: run.settings, hooks: hooks)
    } catch {
      if !error.isRecoverable { throw .fault(error.explanation) }
      throw .run(
        error.explanation,
        hint: "start from a sensible point with `--init FIT.json`, or bring the data to the scale "
          + "of one with `--standardise`")
    }
    if let unsaved { throw unsaved }
    return end
  }
}
