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
    let settings = try trainingSettings(method)
    let (bound, heldOut) = try boundAndHeldOut(chosen)
    let plan = try batchPlan(of: bound)
    let fixed = lowerObjective(bound, stage: stage, batch: plan?.batch, log: &log)
    guard let lowered = fixed?.drawingAnew() else { throw .diagnosed }
    let stream = RandomStream(seed: UInt64(seed)).stream("fit")
    let problem = try problem(lowered, runs: 1)
    let run = Run(
      chosen: chosen, stage: stage, method: method, reason: reason, settings: settings,
      bound: bound, heldOut: heldOut, plan: plan, problem: problem, stream: stream)
    if problem.density.takesSingles {
      try train(run, in: Float.self, watch)
    } else {
      try train(run, in: Double.self, watch)
    }
  }

  /// What a training is about.
  private struct Run {
    let chosen: ChosenModel
    let stage: Objective.Stage
    let method: FitMethod
    let reason: String
    let settings: TrainingSettings
    let bound: BoundModel
    let heldOut: BoundModel?
    let plan: BatchPlan?
    let problem: Problem
    let stream: RandomStream
  }

  private mutating func train<Scalar: StepScalar>(
    _ run: Run, in scalar: Scalar.Type, _ watch: Stopwatch
  ) throws(CommandFailure) {
    let (chosen, stage, plan, problem) = (run.chosen, run.stage, run.plan, run.problem)
    let (settings, method, bound, stream) = (run.settings, run.method, run.bound, run.stream)
    let density: TrainingDensity<Scalar> = try training(problem, bound, plan, stream)
    let validation = try run.heldOut.map { rows throws(CommandFailure) in
      try self.validation(rows, stage, plan) as TrainingDensity<Scalar>
    }
    let start =
      try startingPoint(of: problem.lowered, in: chosen.model)
      ?? problem.lowered.startingPoint(using: stream.stream("start"))
    note(
      "method \(method.rawValue) (\(run.reason)): \(density.dimension) free coordinates, "
        + "\(settings.epochs) epochs of \(density.batchCount) steps")
    if let plan, let left = leftOver(bound, plan), left > 0 {
      note("each epoch leaves out \(left) rows, others every time")
    }
    let compileSeconds = watch.seconds

    Interruption.watch()
    let climb = Stopwatch()
    let sign = stage.direction == .maximize ? 1.0 : -1.0
    let end = try climbed(density, from: start, settings, validation, sign, climb)
    var fit = Fit(
      objective: sign * end.objective, method: method, iterations: end.epochs,
      isConverged: end.reason == .finished, isComplete: !Interruption.isRequested,
      parameters: problem.parameters(at: end.position),
      seconds: .init(compile: compileSeconds, fit: climb.seconds))
    fit.weights = problem.savedWeights(at: end.position, in: chosen.model)
    try write(fit, of: chosen)
    if !invocation.has(.json), invocation.text(.output) != "-" { printTable(of: fit) }
    if !fit.isComplete { throw .run("interrupted; the result is incomplete", hint: nil) }
    if case .notFinite(let epoch, let batch) = end.reason {
      throw .run(
        "the objective or its gradient is not finite in step \(batch) of epoch \(epoch); "
          + "the result is that of epoch \(end.epochs)",
        hint: "a smaller `--rate`, `--clip 1`, or `--schedule warmup=1`")
    }
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

  private func climbed<Scalar: StepScalar>(
    _ density: TrainingDensity<Scalar>, from start: [Double], _ settings: TrainingSettings,
    _ validation: TrainingDensity<Scalar>?, _ sign: Double, _ watch: Stopwatch
  ) throws(CommandFailure) -> Trained {
    let progress = Progress(console, isQuiet: isQuiet)
    defer { progress.finish() }
    var validation = validation
    do throws(EvaluationFailure) {
      return try Inference.train(density, from: start, settings: settings) { state in
        var line =
          "epoch \(state.epoch) of \(settings.epochs): "
          + "objective \(significant(sign * state.objective, digits: 8))"
        if let heldOut = try? validation?.mean(at: state.position) {
          line += ", held out \(significant(sign * heldOut, digits: 8))"
        }
        line += ", rate \(significant(state.rate, digits: 3))"
        let left = watch.seconds * Double(settings.epochs - state.epoch) / Double(state.epoch)
        if validation != nil {
          progress.log(line)
        } else {
          progress.report { line + ", \(clock(left)) left" }
        }
        return Interruption.isRequested ? .stop : .proceed
      }
    } catch {
      if !error.isRecoverable { throw .fault(error.explanation) }
      throw .run(
        error.explanation,
        hint: "start from a sensible point with `--init FIT.json`, or bring the data to the scale "
          + "of one with `--standardise`")
    }
  }
}
