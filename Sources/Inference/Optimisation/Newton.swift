import ScalarMath

/// Climbs from `start` to a local maximum by Newton's method: second derivatives in place of the
/// estimate that L-BFGS makes of them.
///
/// Where minus the Hessian is not positive definite, as beside a saddle, a multiple of the identity
/// is added; a step that does not raise the objective enough is halved (J. Nocedal and S. Wright,
/// "Numerical Optimization" (2006), algorithms 3.2 and 3.3). Near the top, where differences of
/// objectives are rounding errors, steps are taken for as long as they shrink the gradient.
/// - Parameters:
///   - hessian: returns the second derivatives at a point, row after row.
///   - settings: the tolerances and the number of iterations of L-BFGS.
/// - Throws: the failure at `start`, one that is not recoverable, and those of the Hessian.
public func maximizeByNewton(
  _ density: some LogDensity, from start: [Double], settings: LBFGSSettings = LBFGSSettings(),
  progress: (OptimizationProgress) -> RunDecision = { _ in .proceed },
  hessian: ([Double]) throws(EvaluationFailure) -> [Double]
) throws(EvaluationFailure) -> Maximum {
  precondition(start.count == density.dimension)
  var climb = try NewtonClimb(density, from: start, settings: settings)
  while true {
    if let reason = climb.reasonToStop { return climb.result(reason) }
    if let reason = try climb.step(try hessian(climb.position)) { return climb.result(reason) }
    if progress(climb.progress) == .stop { return climb.result(.cancelled) }
  }
}

/// The state of Newton's method between two steps.
private struct NewtonClimb<Density: LogDensity> {
  private let settings: LBFGSSettings
  private var cost: Cost<Density>
  private var point: Cost<Density>.Point
  private var iterationCount = 0

  var position: [Double] { point.position }

  init(
    _ density: Density, from start: [Double], settings: LBFGSSettings
  ) throws(EvaluationFailure) {
    self.settings = settings
    cost = Cost(density)
    point = Cost.Point(position: start)
    try cost.evaluate(&point)
  }

  var reasonToStop: StopReason? {
    if point.relativeGradient <= settings.gradientTolerance { return .smallGradient }
    return iterationCount >= settings.maximumIterations ? .iterationLimit : nil
  }

  /// Takes one step, given the second derivatives; returns why none was taken, if so.
  mutating func step(_ hessian: [Double]) throws(EvaluationFailure) -> StopReason? {
    guard let direction = descent(hessian) else {
      throw .notFinite("the second derivatives are not finite")
    }
    let slope = zip(direction, point.gradient).reduce(0) { $0 + $1.0 * $1.1 }
    let noise = settings.relativeNoise * max(1, abs(point.value))
    var share = 1.0
    for _ in 0..<settings.maximumTrials {
      var trial = Cost<Density>.Point(
        position: zip(point.position, direction).map { $0 + share * $1 })
      try cost.attempt(&trial)
      let isLower = trial.value <= point.value + settings.sufficientDecrease * share * slope
      let isFlatter =
        trial.value <= point.value + noise
        && maximumNorm(trial.gradient) < maximumNorm(point.gradient)
      if isLower && trial.value < point.value - noise || isFlatter {
        point = trial
        iterationCount += 1
        return nil
      }
      // Of a change that is below the rounding error nothing can be told any more.
      if -share * slope < noise { break }
      share /= 2
    }
    return point.relativeGradient <= settings.cliffGradient ? .precision : .noAscent
  }

  /// The solution d of (lambda I - H) d = -g for the smallest lambda that is tried, with the
  /// gradient g of the cost; `nil` if H is not finite.
  private func descent(_ hessian: [Double]) -> [Double]? {
    let count = point.gradient.count
    precondition(hessian.count == count * count)
    guard hessian.allSatisfy(\.isFinite) else { return nil }
    let scale = max(maximumNorm(hessian), .leastNormalMagnitude)
    var shift = 0.0
    while shift.isFinite {
      var factor = hessian.map { -$0 }
      for index in 0..<count { factor[index * count + index] += shift }
      if DenseMatrix.factorize(&factor, order: count) {
        var step = point.gradient.map { -$0 }
        DenseMatrix.solveLower(factor, order: count, replacing: &step)
        DenseMatrix.solveLower(factor, order: count, transposed: true, replacing: &step)
        if step.allSatisfy(\.isFinite) { return step }
      }
      shift = max(4 * shift, 1e-6 * scale)
    }
    return nil
  }

  var progress: OptimizationProgress { cost.progress(at: point, iterationCount) }

  func result(_ reason: StopReason) -> Maximum { cost.maximum(point, iterationCount, reason) }
}
