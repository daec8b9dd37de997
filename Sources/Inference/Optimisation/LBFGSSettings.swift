/// The settings of the limited-memory quasi-Newton method.
public struct LBFGSSettings: Sendable, Equatable {
  /// How many past steps estimate the curvature, 50 by default, at the cost of two vectors each.
  ///
  /// Many, because badly scaled objectives with few coordinates are common, and there a memory of
  /// the order of the dimension converges many times faster than the usual 5 to 10.
  public var memory = 50
  /// The number of iterations after which to give up, 5,000 by default.
  public var maximumIterations = 5000
  /// Stops when no element of the gradient, times max(1, |coordinate|), exceeds this times
  /// max(1, |objective|); 1e-9 by default.
  public var gradientTolerance = 1e-9
  /// Stops when the objective changes by less than this, relative to max(1, |objective|), in
  /// `patience` iterations in a row; 1e-13 by default.
  public var objectiveTolerance = 1e-13
  /// The gradient, in the same measure, above which an objective that no longer changes has met
  /// the edge of its domain instead of a maximum; 0.01 by default.
  public var cliffGradient = 1e-2
  /// How many small changes in a row count as the end, 4 by default.
  public var patience = 4
  /// How many steps in a row may fail to find the end of a decrease, 10 by default.
  public var maximumPartialSteps = 10
  /// The share of the predicted decrease that a step must bring (Armijo), 1e-4 by default.
  public var sufficientDecrease = 1e-4
  /// The share of the initial slope that may remain after a step (Wolfe), 0.9 by default.
  public var remainingSlope = 0.9
  /// The rounding error of the objective relative to max(1, |objective|), 1e-13 by default.
  ///
  /// Changes below it are judged by slopes, which stay accurate where differences do not.
  public var relativeNoise = 1e-13
  /// The number of evaluations in one line search, 50 by default.
  public var maximumTrials = 50

  /// Creates the default settings.
  public init() {}
}
