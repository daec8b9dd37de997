import Foundation
import ScalarMath
import Testing

@testable import Inference

@Suite struct NewtonTests {
  /// The figures of Newton's method in 40 digits, after a handful of steps.
  @Test func logisticRegression() throws {
    let reference = try #require(MaximaReference.shared).logistic
    let found = try maximizeByNewton(reference.density, from: [0, 0, 0, 0]) {
      w throws(EvaluationFailure) in reference.hessian(w)
    }
    for (ours, theirs) in zip(found.position, reference.weights) {
      #expect(abs(ours - theirs) < 1e-11 * abs(theirs))
    }
    #expect(found.reason == .smallGradient)
    #expect(found.iterationCount < 12)
  }

  /// Rosenbrock's valley, whose Hessian is indefinite on the way.
  @Test func bentValley() throws {
    let valley = FunctionDensity(dimension: 2) { (x, slope) throws(EvaluationFailure) in
      let (a, b) = (1 - x[0], x[1] - x[0] * x[0])
      slope = [2 * a + 400 * b * x[0], -200 * b]
      return -(a * a + 100 * b * b)
    }
    let found = try maximizeByNewton(valley, from: [-1.2, 1]) { x throws(EvaluationFailure) in
      let corner = 400 * x[0]
      return [-2 - 1200 * x[0] * x[0] + 400 * x[1], corner, corner, -200]
    }
    #expect(found.isConverged && found.position.allSatisfy { abs($0 - 1) < 1e-9 })
  }

  /// From beside a saddle it goes down neither side.
  @Test func saddleIsLeft() throws {
    let saddle = FunctionDensity(dimension: 2) { (x, slope) throws(EvaluationFailure) in
      slope = [x[0] - x[0] * x[0] * x[0], -x[1]]
      return x[0] * x[0] / 2 - x[0] * x[0] * x[0] * x[0] / 4 - x[1] * x[1] / 2
    }
    let found = try maximizeByNewton(saddle, from: [0.01, 0.3]) { x throws(EvaluationFailure) in
      [1 - 3 * x[0] * x[0], 0, 0, -1]
    }
    #expect(found.isConverged)
    #expect(abs(found.position[0] - 1) < 1e-9 && abs(found.position[1]) < 1e-9)
  }

  /// Steps out of the domain are halved: log x - x has its maximum at 1.
  @Test func edgeOfTheDomain() throws {
    let density = FunctionDensity(dimension: 1) { (x, slope) throws(EvaluationFailure) in
      guard x[0] > 0 else { throw .notFinite("log of a negative number") }
      slope = [1 / x[0] - 1]
      return log(x[0]) - x[0]
    }
    let found = try maximizeByNewton(density, from: [30]) { x throws(EvaluationFailure) in
      [-1 / (x[0] * x[0])]
    }
    #expect(found.isConverged && abs(found.position[0] - 1) < 1e-9)
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
