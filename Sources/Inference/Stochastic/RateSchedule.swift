import ScalarMath

/// How the rate of a stochastic optimiser changes over its steps.
public struct RateSchedule: Hashable, Sendable {
  /// What follows the warm-up.
  public enum Decay: Hashable, Sendable {
    case constant
    /// (1 + cos(π t / T)) / 2: from the full rate to none.
    case cosine
    /// 1 - t / T.
    case linear
    /// Multiplied by `factor` after every so many epochs.
    case step(epochs: Int, factor: Double)
  }
  public var decay: Decay
  /// The number of epochs in which the rate grows linearly from near zero to its full size.
  public var warmup: Double

  public init(_ decay: Decay = .constant, warmup: Double = 0) {
    self.decay = decay
    self.warmup = warmup
  }

  /// What the rate is multiplied with.
  ///
  /// - Parameters:
  ///   - step: the number of steps taken before.
  ///   - stepsPerEpoch: the number of steps of an epoch.
  ///   - total: the number of steps of the whole run.
  public func factor(step: Int, stepsPerEpoch: Int, total: Int) -> Double {
    let rise = warmup * Double(stepsPerEpoch)
    let t = Double(step)
    if t < rise { return min(1, (t + 1) / rise) }
    let share = min(1, (t - rise) / max(1, Double(total) - rise))
    switch decay {
    case .constant: return 1
    case .cosine: return (1 + Double.cos(Double.pi * share)) / 2
    case .linear: return 1 - share
    case .step(let epochs, let factor):
      let falls = step / stepsPerEpoch / max(1, epochs)
      return (0..<falls).reduce(1) { product, _ in product * factor }
    }
  }
}
