import Foundation
import ScalarMath
import Testing

@testable import Inference

@Suite struct PolishTests {
  /// A coarse climb, polished, reaches the figures of Newton's method in 40 digits.
  @Test func polishFindsTheRemainingDigits() throws {
    let reference = try #require(MaximaReference.shared).logistic
    var settings = LBFGSSettings()
    settings.gradientTolerance = 1e-2
    let coarse = try maximize(reference.density, from: [0, 0, 0, 0], settings: settings)
    let fine = try polish(coarse, of: reference.density) { w throws(EvaluationFailure) in
      reference.hessian(w)
    }
    let coarseError = abs(coarse.position[1] - reference.weights[1])
    #expect(coarseError > 1e-8 * abs(reference.weights[1]))
    for (ours, theirs) in zip(fine.position, reference.weights) {
      #expect(abs(ours - theirs) < 1e-11 * abs(theirs))
    }
    #expect(fine.reason == .smallGradient)
    #expect(fine.evaluationCount > coarse.evaluationCount)
  }

  @Test func saddleIsLeftAsItIs() throws {
    let saddle = FunctionDensity(dimension: 2) { (x, slope) throws(EvaluationFailure) in
      slope = [2 * x[0], -2 * x[1]]
      return x[0] * x[0] - x[1] * x[1]
    }
    let point = Maximum(
      position: [0, 0.1], value: -0.01, gradient: [0, -0.2], iterationCount: 0,
      evaluationCount: 1, reason: .iterationLimit)
    let same = try polish(point, of: saddle) { _ throws(EvaluationFailure) in [2, 0, 0, -2] }
    #expect(same == point)
  }
}

extension MaximaReference.Logistic {
  /// The Hessian of the log likelihood, row after row.
  func hessian(_ w: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: 16)
    for data in x {
      let row = [1] + data
      let p = Double.logistic(zip(row, w).reduce(0) { $0 + $1.0 * $1.1 })
      for i in 0..<4 {
        for j in 0..<4 { result[4 * i + j] -= p * (1 - p) * row[i] * row[j] }
      }
    }
    return result
  }
}
