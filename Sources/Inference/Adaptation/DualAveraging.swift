import ScalarMath

/// Nesterov's dual averaging of the logarithm of a step size.
///
/// Hoffman and Gelman (2014), section 3.2, with gamma 0.05, t0 10 and kappa 0.75.
struct DualAveraging: Sendable {
  /// The acceptance probability that is aimed at.
  let target: Double
  private let regularisation = 0.05
  private let delay = 10.0
  private let decay = 0.75
  private var centre: Double
  private var count = 0.0
  private var meanError = 0.0
  private var meanLogStepSize = 0.0

  /// Creates an adaptation that shrinks towards ten times a step size.
  init(target: Double, stepSize: Double) {
    self.target = target
    centre = .log(10 * stepSize)
  }

  /// Returns the step size to try next, after one of some acceptance probability.
  mutating func update(acceptance: Double) -> Double {
    count += 1
    let weight = 1 / (count + delay)
    meanError = (1 - weight) * meanError + weight * (target - min(acceptance, 1))
    let logStepSize = centre - meanError * count.squareRoot() / regularisation
    let fading = Double.pow(count, -decay)
    meanLogStepSize = (1 - fading) * meanLogStepSize + fading * logStepSize
    return .exp(logStepSize)
  }

  /// The averaged step size, with which warm-up ends.
  var averaged: Double { .exp(meanLogStepSize) }

  /// Starts again, towards ten times a step size.
  mutating func restart(stepSize: Double) {
    self = DualAveraging(target: target, stepSize: stepSize)
  }
}
