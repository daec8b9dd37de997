import ScalarMath

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

/// The memory of an optimiser that follows a noisy gradient: all that the next step needs.
public struct StochasticOptimizer: Equatable, Sendable {
  public let rule: StepRule
  /// The number of steps taken.
  public private(set) var stepCount = 0
  /// Running means of the gradient, or the velocity.
  public private(set) var first: [Double]
  /// Running means of its squares; empty where the rule needs none.
  public private(set) var second: [Double]

  /// Creates an optimiser that has taken no step.
  public init(_ rule: StepRule, dimension: Int) {
    self.rule = rule
    first = [Double](repeating: 0, count: dimension)
    switch rule {
    case .sgd: second = []
    case .adam, .adamW: second = [Double](repeating: 0, count: dimension)
    }
  }

  /// Creates an optimiser with the memory of another.
  ///
  /// - Returns: `nil` if the rule has no such memory.
  public init?(_ rule: StepRule, stepCount: Int, first: [Double], second: [Double]) {
    self.init(rule, dimension: first.count)
    guard stepCount >= 0, second.count == self.second.count else { return nil }
    self.stepCount = stepCount
    self.first = first
    self.second = second
  }

  /// Moves a point uphill, without allocating.
  ///
  /// - Parameter x: may be longer than the gradient; what is behind stays.
  public mutating func step(
    _ x: inout MutableSpan<Double>, gradient: Span<Double>, rate: Double
  ) {
    precondition(gradient.count == first.count && x.count >= first.count)
    stepCount += 1
    let steps = Double(stepCount)
    let rule = rule
    x.withUnsafeMutableBufferPointer { x in
      gradient.withUnsafeBufferPointer { g in
        first.withUnsafeMutableBufferPointer { m in
          second.withUnsafeMutableBufferPointer { v in
            switch rule {
            case .sgd(let momentum):
              for i in g.indices {
                m[i] = momentum * m[i] + g[i]
                x[i] += rate * m[i]
              }
            case .adam(let beta1, let beta2, let epsilon):
              Moments(beta1, beta2, epsilon, steps).step(x, g, m, v, rate: rate)
            case .adamW(let beta1, let beta2, let epsilon, let decay):
              for i in g.indices { x[i] *= 1 - rate * decay }
              Moments(beta1, beta2, epsilon, steps).step(x, g, m, v, rate: rate)
            }
          }
        }
      }
    }
  }
}

/// One step of Adam.
private struct Moments {
  private let beta1, beta2, epsilon: Double
  /// 1 - β₁ᵗ and √(1 - β₂ᵗ), which take the start from zero out of the means.
  private let correction1, correction2: Double

  init(_ beta1: Double, _ beta2: Double, _ epsilon: Double, _ steps: Double) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    correction1 = 1 - power(beta1, steps)
    correction2 = (1 - power(beta2, steps)).squareRoot()
  }

  func step(
    _ x: UnsafeMutableBufferPointer<Double>, _ g: UnsafeBufferPointer<Double>,
    _ m: UnsafeMutableBufferPointer<Double>, _ v: UnsafeMutableBufferPointer<Double>,
    rate: Double
  ) {
    let size = rate / correction1
    for i in g.indices {
      m[i] += (1 - beta1) * (g[i] - m[i])
      v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i]
      x[i] += size * m[i] / (v[i].squareRoot() / correction2 + epsilon)
    }
  }
}

/// x to a whole power.
private func power(_ x: Double, _ exponent: Double) -> Double {
  Double.exp(exponent * Double.log(x))
}
