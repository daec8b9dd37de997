/// A search along a ray for a step that satisfies the strong Wolfe conditions.
///
/// Nocedal and Wright: Numerical optimization (2006), algorithms 3.5 and 3.6, as one loop over an
/// interval. Where differences of the cost drown in rounding, the slopes decide, as in Hager and
/// Zhang: A new conjugate gradient method with guaranteed descent (2005).
struct LineSearch {
  let settings: LBFGSSettings
  /// The cost at the start.
  let value: Double
  /// The slope at the start, which is negative.
  let slope: Double

  /// What a search ended with.
  enum Outcome {
    /// The last trial satisfies the conditions.
    case found
    /// The last trial brings a decrease, but no end of it was found: an edge, a kink, or no bound.
    case partial
    /// All trials near the start are within the rounding error of its cost.
    case flat
    /// No trial brings its share of the decrease.
    case failed

    /// True iff the last trial is a better point than the start.
    var isProgress: Bool {
      switch self {
      case .found, .partial: true
      case .flat, .failed: false
      }
    }
  }

  /// A step that was tried.
  private struct Trial {
    let step: Double
    let value: Double
    let slope: Double
  }

  /// Searches from `origin` along `direction` and leaves the last trial in `trial`.
  func search<Density>(
    _ cost: inout Cost<Density>, from origin: Cost<Density>.Point, along direction: [Double],
    firstStep: Double, trial: inout Cost<Density>.Point
  ) throws(EvaluationFailure) -> Outcome {
    var best = Trial(step: 0, value: value, slope: slope)
    var bound: Trial?
    var step = firstStep
    for _ in 0..<settings.maximumTrials {
      try move(&trial, from: origin, by: step, along: direction, &cost)
      let isFinite = trial.value.isFinite
      let new = Trial(
        step: step, value: trial.value, slope: isFinite ? dot(trial.gradient, direction) : .nan)
      if isFinite && isSufficient(new) && new.value <= best.value + noise {
        if abs(new.slope) <= settings.remainingSlope * -slope { return .found }
        let pastMinimum = bound.map { new.slope * ($0.step - best.step) >= 0 } ?? (new.slope >= 0)
        if pastMinimum { bound = best }
        best = new
      } else {
        bound = new
      }
      step = next(best, bound)
      if step == best.step || !step.isFinite { break }
    }
    if best.value < value {
      try move(&trial, from: origin, by: best.step, along: direction, &cost)
      return .partial
    }
    return abs((bound ?? best).value - value) <= noise ? .flat : .failed
  }

  /// Moves the trial to a step along the ray and evaluates it.
  private func move<Density>(
    _ trial: inout Cost<Density>.Point, from origin: Cost<Density>.Point, by step: Double,
    along direction: [Double], _ cost: inout Cost<Density>
  ) throws(EvaluationFailure) {
    for index in direction.indices {
      trial.position[index] = origin.position[index] + step * direction[index]
    }
    try cost.attempt(&trial)
  }

  /// The rounding error of the cost.
  private var noise: Double { settings.relativeNoise * max(1, abs(value)) }

  /// True iff a step brings its share of the predicted decrease, by its cost or by its slope.
  private func isSufficient(_ trial: Trial) -> Bool {
    let share = settings.sufficientDecrease
    return trial.value <= value + share * trial.step * slope
      || (trial.value <= value + noise && trial.slope <= (2 * share - 1) * slope)
  }

  /// Returns the step to try after the best one, inside the interval if there is one.
  private func next(_ best: Trial, _ bound: Trial?) -> Double {
    guard let bound else { return 4 * best.step }
    let width = bound.step - best.step
    guard bound.value.isFinite else { return best.step + 0.2 * width }
    let fraction = cubicMinimum(best, bound)
    return best.step + width * min(max(fraction, 0.1), 0.9)
  }

  /// Returns where, between 0 at `best` and 1 at `bound`, the cubic through both has its minimum.
  ///
  /// Nocedal and Wright, equation 3.59; one half where the cubic has none.
  private func cubicMinimum(_ best: Trial, _ bound: Trial) -> Double {
    let width = bound.step - best.step
    let (s0, s1) = (best.slope * width, bound.slope * width)
    let d1 = s0 + s1 - 3 * (bound.value - best.value)
    let discriminant = d1 * d1 - s0 * s1
    guard discriminant >= 0 else { return 0.5 }
    let d2 = discriminant.squareRoot()
    let fraction = 1 - (s1 + d2 - d1) / (s1 - s0 + 2 * d2)
    return fraction.isFinite ? fraction : 0.5
  }
}
