import Autodiff
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
  fileprivate var hessian: ProgramHessian?
  /// Whether L-BFGS goes on where the steps end.
  fileprivate let isFinished: Bool

  /// How many random starts are worth a climb: a closed form ends at one place.
  func starts(of count: Int) -> Int { method == .closed ? 1 : count }

  func climb(
    from start: [Double], settings: LBFGSSettings,
    progress: (OptimizationProgress) -> RunDecision
  ) throws(EvaluationFailure) -> Maximum {
    if var hessian {
      return try maximizeByNewton(density, from: start, settings: settings, progress: progress) {
        hessian.matrix(at: $0)
      }
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
  /// The method of `--method`; `auto` takes the closed form, else EM, else L-BFGS.
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
      guard let asked else { return Climber(problem, because: error.reason) }
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
      isFinished: asked == nil)
  }
}

extension Session {
  /// The most coordinates for which a matrix of second derivatives is worth its steps.
  private static let newtonLimit = 500

  private func newton(_ problem: Problem) throws(CommandFailure) -> Climber {
    let lowered = problem.lowered
    guard lowered.dimension <= Self.newtonLimit else {
      throw .usage(
        UsageError(
          "`--method newton` is for \(Self.newtonLimit) coordinates at most, and there are "
            + "\(lowered.dimension)", hint: "`--method lbfgs` takes any number"))
    }
    var climber = Climber(problem, by: .newton, because: "asked for")
    let program = differentiateTwice(lowered.program, output: 0)
    climber.hessian = ProgramHessian(
      try engine(program, lowered.data, as: problem), of: lowered)
    return climber
  }
}

extension Climber {
  fileprivate init(
    _ problem: Problem, by method: FitMethod = .lbfgs, because reason: String
  ) {
    self.init(
      method: method, reason: reason, density: problem.density, step: nil, isFinished: false)
  }
}
