/// How a step follows from a noisy gradient. Constants and the order of operations are PyTorch's.
public enum StepRule: Hashable, Sendable {
  /// Along the gradient; with momentum m, along v ← m v + g.
  case sgd(momentum: Double)
  /// Each coordinate by its mean gradient over the root of its mean square (Kingma and Ba 2015).
  case adam(beta1: Double, beta2: Double, epsilon: Double)
  /// Adam, and a shrinkage of all coordinates by `decay` times the rate (Loshchilov, Hutter 2019).
  case adamW(beta1: Double, beta2: Double, epsilon: Double, decay: Double)

  /// The usual constants.
  public static let standardAdam = StepRule.adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8)
  public static let standardAdamW = StepRule.adamW(
    beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0.01)
}

/// One step of an optimiser.
public struct OptimizerStep: Sendable {
  let rule: StepRule
  /// Which step it is, from 1 on.
  let number: Int
  let rate: Double
  /// What the gradient is multiplied with first.
  let scale: Double
}

/// The memory of an optimiser that follows a noisy gradient: all that the next step needs.
public struct StochasticOptimizer<Scalar: TrainingScalar>: Equatable, Sendable {
  public let rule: StepRule
  /// The number of steps taken.
  public private(set) var stepCount = 0
  /// Running means of the gradient, or the velocity.
  public private(set) var first: [Scalar]
  /// Running means of its squares; empty where the rule needs none.
  public private(set) var second: [Scalar]

  /// Creates an optimiser that has taken no step.
  public init(_ rule: StepRule, dimension: Int) {
    self.rule = rule
    first = [Scalar](repeating: 0, count: dimension)
    switch rule {
    case .sgd: second = []
    case .adam, .adamW: second = [Scalar](repeating: 0, count: dimension)
    }
  }

  /// Creates an optimiser with the memory of another.
  ///
  /// - Returns: `nil` if the rule has no such memory.
  public init?(_ rule: StepRule, stepCount: Int, first: [Scalar], second: [Scalar]) {
    self.init(rule, dimension: first.count)
    guard stepCount >= 0, second.count == self.second.count else { return nil }
    self.stepCount = stepCount
    self.first = first
    self.second = second
  }

  /// Creates an optimiser with the memory of another, in other numbers.
  init(_ other: StochasticOptimizer<Double>) {
    rule = other.rule
    stepCount = other.stepCount
    first = Scalar.numbers(other.first)
    second = Scalar.numbers(other.second)
  }

  /// The same in double precision.
  var doubles: StochasticOptimizer<Double> {
    var result = StochasticOptimizer<Double>(rule, dimension: 0)
    result.stepCount = stepCount
    result.first = Scalar.doubles(first[...])
    result.second = Scalar.doubles(second[...])
    return result
  }

  /// Moves a point uphill, without allocating.
  ///
  /// - Parameters:
  ///   - x: may be longer than the gradient; what is behind stays.
  ///   - scale: what the gradient is multiplied with first.
  ///   - run: does the work with the coordinates, in stretches.
  mutating func step(
    _ x: inout MutableSpan<Scalar>, gradient: Span<Scalar>, rate: Double, scale: Double,
    _ run: (StepArrays<Scalar>, OptimizerStep) -> Void
  ) {
    precondition(gradient.count == first.count && x.count >= first.count)
    stepCount += 1
    let step = OptimizerStep(rule: rule, number: stepCount, rate: rate, scale: scale)
    x.withUnsafeMutableBufferPointer { x in
      gradient.withUnsafeBufferPointer { g in
        first.withUnsafeMutableBufferPointer { m in
          second.withUnsafeMutableBufferPointer { v in
            guard let x = x.baseAddress, let g = g.baseAddress, let m = m.baseAddress
            else { return }
            run(StepArrays(x: x, gradient: g, first: m, second: v.baseAddress ?? m), step)
          }
        }
      }
    }
  }
}
