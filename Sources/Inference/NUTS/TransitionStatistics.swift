/// What one transition of the sampler tells about itself.
public struct TransitionStatistics: Sendable, Equatable {
  /// The log density of the draw, on the unconstrained scale.
  public let logDensity: Double
  /// The mean acceptance probability over the trajectory.
  public let acceptance: Double
  /// The step size of the integrator.
  public let stepSize: Double
  /// How often the trajectory was doubled.
  public let depth: Int
  /// The number of leapfrog steps.
  public let stepCount: Int
  /// True iff the energy error of a step passed the threshold.
  public let isDivergent: Bool
  /// The total energy at the draw.
  public let energy: Double
}
