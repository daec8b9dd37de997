/// Climbs from `start` to a local maximum by L-BFGS with a strong Wolfe line search.
///
/// Points without a finite objective are backed away from. When `progress` answers `stop`, the
/// current point is returned.
/// - Precondition: `start` has the dimension of the density.
/// - Throws: the failure at `start`, or one that is not recoverable.
public func maximize(
  _ density: some LogDensity, from start: [Double], settings: LBFGSSettings = LBFGSSettings(),
  progress: (OptimizationProgress) -> RunDecision = { _ in .proceed }
) throws(EvaluationFailure) -> Maximum {
  try maximize(density, from: start, settings: settings, progress: progress) { _, _ in }
}

/// As `maximize`, and shows each point of the path, the start included, with the gradient there.
func maximize(
  _ density: some LogDensity, from start: [Double], settings: LBFGSSettings,
  progress: (OptimizationProgress) -> RunDecision,
  visit: (_ position: [Double], _ gradient: [Double]) -> Void
) throws(EvaluationFailure) -> Maximum {
  precondition(start.count == density.dimension)
  var climb = try Climb(density, from: start, settings: settings)
  climb.show(visit)
  while true {
    if let reason = try climb.iterate() { return climb.result(reason) }
    climb.show(visit)
    if progress(climb.progress) == .stop { return climb.result(.cancelled) }
  }
}

/// The state of an ascent between two iterations.
private struct Climb<Density: LogDensity> {
  private let settings: LBFGSSettings
  private var cost: Cost<Density>
  private var point: Cost<Density>.Point
  private var trial: Cost<Density>.Point
  private var direction: [Double]
  private var memory: CurvatureMemory
  private var iterationCount = 0
  private var smallChangeCount = 0
  private var partialStepCount = 0

  init(
    _ density: Density, from start: [Double], settings: LBFGSSettings
  ) throws(EvaluationFailure) {
    self.settings = settings
    cost = Cost(density)
    point = Cost.Point(position: start)
    direction = point.gradient
    memory = CurvatureMemory(capacity: settings.memory)
    try cost.evaluate(&point)
    trial = point
  }

  /// Takes one step; returns a reason to stop, if there is one before or instead of the step.
  mutating func iterate() throws(EvaluationFailure) -> StopReason? {
    let scale = max(1, abs(point.value))
    if point.relativeGradient <= settings.gradientTolerance { return .smallGradient }
    if smallChangeCount >= settings.patience { return endOfProgress(.smallChange) }
    if partialStepCount > settings.maximumPartialSteps { return .noAscent }
    if iterationCount >= settings.maximumIterations { return .iterationLimit }
    var outcome = try search()
    if !outcome.isProgress && !memory.isEmpty {
      memory.clear()
      outcome = try search()
    }
    switch outcome {
    case .found: partialStepCount = 0
    case .partial: partialStepCount += 1
    case .flat: return endOfProgress(.precision)
    case .failed: return .noAscent
    }
    memory.record(from: point, to: trial)
    let isSmall = abs(trial.value - point.value) <= settings.objectiveTolerance * scale
    smallChangeCount = isSmall ? smallChangeCount + 1 : 0
    iterationCount += 1
    swap(&point, &trial)
    return nil
  }

  /// Returns the reason, unless the gradient is so large that a cliff must have ended the climb.
  private func endOfProgress(_ reason: StopReason) -> StopReason {
    point.relativeGradient <= settings.cliffGradient ? reason : .noAscent
  }

  /// Searches along the quasi-Newton direction, or the gradient if that does not descend.
  private mutating func search() throws(EvaluationFailure) -> LineSearch.Outcome {
    memory.descent(point.gradient, into: &direction)
    var slope = dot(point.gradient, direction)
    if !(slope < 0) || !slope.isFinite {
      memory.clear()
      memory.descent(point.gradient, into: &direction)
      slope = dot(point.gradient, direction)
    }
    // Without curvature the first trial moves by no more than one unit.
    let firstStep = memory.isEmpty ? min(1, 1 / dot(direction, direction).squareRoot()) : 1
    let line = LineSearch(settings: settings, value: point.value, slope: slope)
    return try line.search(
      &cost, from: point, along: direction, firstStep: firstStep, trial: &trial)
  }

  func show(_ visit: (_ position: [Double], _ gradient: [Double]) -> Void) {
    visit(point.position, point.gradient.map { -$0 })
  }

  var progress: OptimizationProgress { cost.progress(at: point, iterationCount) }

  func result(_ reason: StopReason) -> Maximum { cost.maximum(point, iterationCount, reason) }
}
