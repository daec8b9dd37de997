import Binding
import Inference
import Objectives
import Semantics
import Syntax

/// How the climbs of a fit go, and why so.
struct Climber: Sendable {
  let method: FitMethod
  /// Why this method, as a note says it.
  let reason: String
  fileprivate let density: ProgramDensity
  fileprivate let step: ProgramStep?
  /// The second derivatives, for Newton's method.
  fileprivate let hessian: ProgramHessian?
  /// Whether L-BFGS goes on where the steps end.
  fileprivate let isFinished: Bool

  /// How many random starts are worth a climb: a closed form ends at one place.
  func starts(of count: Int) -> Int { method == .closed ? 1 : count }

  func climb(
    from start: [Double], settings: LBFGSSettings,
    progress: (OptimizationProgress) -> RunDecision
  ) throws(EvaluationFailure) -> Maximum {
    if let hessian {
      return try climb(by: hessian, from: start, settings: settings, progress: progress)
    }
    guard let step else {
      return try maximize(density, from: start, settings: settings, progress: progress)
    }
    var ascent = AscentSettings()
    ascent.maximumIterations = settings.maximumIterations
    // `--tolerance`, unless it is finer than what steps without a line search can tell.
    ascent.objectiveTolerance = max(ascent.objectiveTolerance, settings.objectiveTolerance)
    // EM creeps where components overlap; that near the top L-BFGS takes fewer steps.
    if isFinished { ascent.objectiveTolerance = max(1e-7, settings.objectiveTolerance) }
    return try ascend(
      density, by: step, from: start, settings: ascent, finish: isFinished ? settings : nil,
      progress: progress)
  }

  private func climb(
    by hessian: ProgramHessian, from start: [Double], settings: LBFGSSettings,
    progress: (OptimizationProgress) -> RunDecision
  ) throws(EvaluationFailure) -> Maximum {
    var hessian = hessian
    let end: Maximum
    do throws(EvaluationFailure) {
      end = try maximizeByNewton(density, from: start, settings: settings, progress: progress) {
        hessian.matrix(at: $0)
      }
    } catch {
      if !isFinished || !error.isRecoverable { throw error }
      return try maximize(density, from: start, settings: settings, progress: progress)
    }
    if end.isConverged || !isFinished || end.reason == .cancelled { return end }
    return try maximize(density, from: end.position, settings: settings, progress: progress)
  }
}

/// A step of EM on a back end.
struct ProgramStep: AscentStep {
  private var engine: Engine
  /// Where the coordinates of each block begin.
  private let offsets: [Int]

  init(_ engine: Engine, of lowered: LoweredDensity) {
    self.engine = engine
    offsets = lowered.blocks.map(\.offset)
  }

  mutating func take(from x: Span<Double>, to next: inout MutableSpan<Double>) -> Double {
    engine.run(x, rest: &next, at: offsets)
    return engine.scalar(0)
  }
}

extension Session {
  /// The method of `--method`; `auto` takes the closed form, else EM, else Newton's method where
  /// the objective looks concave in few coordinates, else L-BFGS.
  func climber(
    of problem: Problem, _ bound: BoundModel, _ stage: Objective.Stage
  ) throws(CommandFailure) -> Climber {
    let asked = invocation.text(.method).flatMap { FitMethod(rawValue: $0) }
    switch asked {
    case nil where !problem.lowered.noise.isEmpty:
      return Climber(problem, because: "its draws are held fixed")
    case nil, .closed, .em: break
    case .lbfgs: return Climber(problem, because: "asked for")
    case .newton: return try newton(problem)
    case .adam, .adamw, .sgd, .vi, .laplace, .pathfinder:
      throw .usage(
        UsageError(
          "`--method \(asked?.rawValue ?? "")` cannot be used yet",
          hint: "`gmc help fit` lists the methods that this version has"))
    }
    let step: MaximisationStep
    do throws(NoClosedForm) {
      step = try lowerMaximisation(bound, stage: stage)
    } catch {
      guard let asked else {
        return try newtonWhereItServes(problem) ?? Climber(problem, because: error.reason)
      }
      throw .usage(
        UsageError(
          "`--method \(asked.rawValue)` does not apply: \(error.reason)",
          hint: "`--method lbfgs` needs no closed form"))
    }
    let method: FitMethod = step.isClosedForm ? .closed : .em
    if asked == .closed, method == .em {
      throw .usage(
        UsageError(
          "`--method closed` does not apply: a variable is summed out, or a prior couples a mean "
            + "with a variance", hint: "`--method em` repeats the closed form"))
    }
    return Climber(
      method: method,
      reason: method == .closed
        ? "the likelihood has its maximum in closed form"
        : "given what is summed out, the maximum has a closed form",
      density: problem.density,
      step: ProgramStep(try engine(step.program, step.data, as: problem), of: problem.lowered),
      hessian: nil, isFinished: asked == nil)
  }
}

extension Climber {
  init(
    _ problem: Problem, by method: FitMethod = .lbfgs, because reason: String,
    hessian: ProgramHessian? = nil, isFinished: Bool = false
  ) {
    self.init(
      method: method, reason: reason, density: problem.density, step: nil, hessian: hessian,
      isFinished: isFinished)
  }
}
