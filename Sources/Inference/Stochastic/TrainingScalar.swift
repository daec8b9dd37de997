import CTraining
import ScalarMath

/// The numbers of a stochastic ascent: the point, its gradient, and what the optimiser remembers.
///
/// The loops over all coordinates are written once and compiled for each kind of number.
public protocol TrainingScalar: BinaryFloatingPoint, Sendable {
  /// Moves some coordinates by a step.
  static func move(_ arrays: StepArrays<Self>, by step: OptimizerStep, over range: Range<Int>)
  /// The sum of the squares of some numbers.
  static func sumOfSquares(_ numbers: UnsafePointer<Self>, over range: Range<Int>) -> Double
  /// The same numbers in double precision.
  static func doubles(_ numbers: ArraySlice<Self>) -> [Double]
  /// Numbers in this precision.
  static func numbers(_ numbers: [Double]) -> [Self]
}

extension Double: TrainingScalar {
  public static func move(
    _ arrays: StepArrays<Double>, by step: OptimizerStep, over range: Range<Int>
  ) {
    guard var adam = arrays.begin(step, over: range) else { return }
    let start = range.lowerBound
    adam_f64(
      &adam, range.count, arrays.x + start, arrays.gradient + start, arrays.first + start,
      arrays.second + start)
  }

  public static func sumOfSquares(
    _ numbers: UnsafePointer<Double>, over range: Range<Int>
  ) -> Double {
    squares_f64(range.count, numbers + range.lowerBound)
  }

  public static func doubles(_ numbers: ArraySlice<Double>) -> [Double] { Array(numbers) }
  public static func numbers(_ numbers: [Double]) -> [Double] { numbers }
}

extension Float: TrainingScalar {
  public static func move(
    _ arrays: StepArrays<Float>, by step: OptimizerStep, over range: Range<Int>
  ) {
    guard var adam = arrays.begin(step, over: range) else { return }
    let start = range.lowerBound
    adam_f32(
      &adam, range.count, arrays.x + start, arrays.gradient + start, arrays.first + start,
      arrays.second + start)
  }

  public static func sumOfSquares(
    _ numbers: UnsafePointer<Float>, over range: Range<Int>
  ) -> Double {
    // A stretch is short enough for sums of squares in single precision.
    squares_f32(range.count, numbers + range.lowerBound)
  }

  // Millions at a time: written for this type, so that the loops are over vectors.
  public static func doubles(_ numbers: ArraySlice<Float>) -> [Double] {
    numbers.map { Double($0) }
  }

  public static func numbers(_ numbers: [Double]) -> [Float] { numbers.map { Float($0) } }
}

/// Where the numbers of a step lie, all equally many.
public struct StepArrays<Scalar: TrainingScalar> {
  /// The point.
  let x: UnsafeMutablePointer<Scalar>
  let gradient: UnsafePointer<Scalar>
  /// What the optimiser remembers; the second is not touched by rules that have one memory.
  let first, second: UnsafeMutablePointer<Scalar>

  /// Does what comes before Adam, or what is done in its place.
  ///
  /// - Returns: the step of Adam that is left to do.
  @inline(__always)
  fileprivate func begin(_ step: OptimizerStep, over range: Range<Int>) -> adam_step? {
    switch step.rule {
    case .sgd(let momentum):
      let (momentum, rate) = (Scalar(momentum), Scalar(step.rate))
      let scale = Scalar(step.scale)
      for i in range {
        first[i] = momentum * first[i] + scale * gradient[i]
        x[i] += rate * first[i]
      }
      return nil
    case .adam(let beta1, let beta2, let epsilon):
      return step.adam(beta1, beta2, epsilon)
    case .adamW(let beta1, let beta2, let epsilon, let decay):
      let rest = Scalar(1 - step.rate * decay)
      for i in range { x[i] *= rest }
      return step.adam(beta1, beta2, epsilon)
    }
  }
}

extension OptimizerStep {
  fileprivate func adam(_ beta1: Double, _ beta2: Double, _ epsilon: Double) -> adam_step {
    // 1 - β₁ᵗ and √(1 - β₂ᵗ) take the start from zero out of the means.
    adam_step(
      scale: scale, new1: 1 - beta1, old2: beta2, new2: 1 - beta2,
      size: rate / (1 - power(beta1, Double(number))),
      correction: (1 - power(beta2, Double(number))).squareRoot(), epsilon: epsilon)
  }
}

/// x to a whole power.
private func power(_ x: Double, _ exponent: Double) -> Double {
  Double.exp(exponent * Double.log(x))
}
