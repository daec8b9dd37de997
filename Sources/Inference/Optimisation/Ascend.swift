/// A map of points to points where an objective is at least as high, such as a step of EM.
///
/// A conforming type is a value that owns its workspace, as a `LogDensity` is.
public protocol AscentStep: Sendable {
  /// Returns the objective at `x` and writes the next point.
  ///
  /// - Precondition: `x` and `next` have the dimension of the objective.
  mutating func take(from x: Span<Double>, to next: inout MutableSpan<Double>) -> Double
}

/// The settings of an ascent by steps of its own.
public struct AscentSettings: Sendable, Equatable {
  /// The number of steps at the most, 2,000 by default.
  public var maximumIterations = 2_000
  /// The relative change of the objective that counts as none, 1e-11 by default.
  public var objectiveTolerance = 1e-11
  /// How much the objective may fall by rounding, relative to its size; 1e-9 by default.
  public var slack = 1e-9

  /// Creates the default settings.
  public init() {}
}

/// Takes one step after the other until the objective ceases to rise.
///
/// It ends with the reason `noAscent` at the last good point where a step leads out of the domain
/// or down: a parameter ran to the edge, or the step is none of this objective.
/// - Parameters:
///   - density: the objective, asked for the gradient at the end.
///   - finish: how L-BFGS goes on from there, nil if it does not. Near the top, or where the step
///     leads out of the domain, it needs fewer iterations.
/// - Throws: the failure at the last point, or where it starts.
public func ascend(
  _ density: some LogDensity, by step: some AscentStep, from start: [Double],
  settings: AscentSettings = AscentSettings(), finish: LBFGSSettings? = nil,
  progress: (OptimizationProgress) -> RunDecision = { _ in .proceed }
) throws(EvaluationFailure) -> Maximum {
  var (density, step) = (density, step)
  // The last good point, the one that its step leads to, and the one after that.
  var (point, candidate, following) = (start, start, start)
  var target = candidate.mutableSpan
  var value = step.take(from: point.span, to: &target)
  guard value.isFinite else {
    throw .notFinite("the objective at the starting point is \(value)")
  }
  var iteration = 0
  var reason: StopReason?
  while reason == nil {
    guard iteration < settings.maximumIterations else {
      reason = .iterationLimit
      break
    }
    var target = following.mutableSpan
    let height =
      candidate.allSatisfy(\.isFinite) ? step.take(from: candidate.span, to: &target) : .nan
    let scale = max(1, abs(value))
    guard height >= value - settings.slack * scale, height < .infinity else {
      reason = .noAscent
      break
    }
    if height - value <= settings.objectiveTolerance * scale { reason = .smallChange }
    swap(&point, &candidate)
    swap(&candidate, &following)
    value = max(value, height)
    iteration += 1
    let state = OptimizationProgress(
      iteration: iteration, value: value, gradientNorm: .nan, evaluationCount: iteration + 1)
    if progress(state) == .stop { reason = .cancelled }
  }
  if let finish, reason != .cancelled {
    let end = try maximize(density, from: point, settings: finish, progress: progress)
    return Maximum(
      position: end.position, value: end.value, gradient: end.gradient,
      iterationCount: iteration + end.iterationCount,
      evaluationCount: iteration + 2 + end.evaluationCount, reason: end.reason)
  }
  var gradient = point
  var slope = gradient.mutableSpan
  let height = try density.evaluate(point.span, gradient: &slope)
  return Maximum(
    position: point, value: height, gradient: gradient, iterationCount: iteration,
    evaluationCount: iteration + 2, reason: reason ?? .iterationLimit)
}
