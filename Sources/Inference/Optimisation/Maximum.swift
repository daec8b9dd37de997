/// The point at which an optimiser stopped.
public struct Maximum: Sendable, Equatable {
  /// The point.
  public let position: [Double]
  /// The objective there.
  public let value: Double
  /// The gradient there.
  public let gradient: [Double]
  /// The number of iterations.
  public let iterationCount: Int
  /// The number of evaluations of the objective and its gradient.
  public let evaluationCount: Int
  /// Why the optimiser stopped.
  public let reason: StopReason

  /// True iff the point is a stationary one, as far as the tolerances or the precision tell.
  public var isConverged: Bool { reason.isConvergence }
}

/// Why an optimiser stopped.
public enum StopReason: String, CaseIterable, Hashable, Sendable {
  /// The gradient is within its tolerance.
  case smallGradient
  /// The objective has ceased to change.
  case smallChange
  /// No step changes the objective by more than its rounding error.
  case precision
  /// The gradient is not small, but no step along it raises the objective any more: it meets the
  /// edge of its domain, grows without end, is rough, or its gradient is wrong.
  case noAscent
  /// The iterations are used up.
  case iterationLimit
  /// The progress hook asked for it.
  case cancelled

  /// True iff this means that the point is stationary.
  public var isConvergence: Bool {
    switch self {
    case .smallGradient, .smallChange, .precision: true
    case .noAscent, .iterationLimit, .cancelled: false
    }
  }
}

/// Where an optimiser is, as its progress hook is told after each iteration.
public struct OptimizationProgress: Sendable {
  /// The number of iterations that are done.
  public let iteration: Int
  /// The objective.
  public let value: Double
  /// The largest absolute element of the gradient.
  public let gradientNorm: Double
  /// The number of evaluations so far.
  public let evaluationCount: Int
}
