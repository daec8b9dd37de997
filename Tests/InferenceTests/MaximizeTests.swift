import Foundation
import ScalarMath
import Testing

@testable import Inference

@Suite struct MaximizeTests {
  @Test(arguments: [2, 10]) func rosenbrockValleyIsClimbedToItsEnd(_ dimension: Int) throws {
    let start = (0..<dimension).map { $0 % 2 == 0 ? -1.2 : 1 }
    let maximum = try maximize(.rosenbrock(dimension), from: start)
    #expect(maximum.isConverged)
    #expect(maximum.position.allSatisfy { abs($0 - 1) < 1e-6 })
    #expect(maximum.value > -1e-14)
    #expect(maximum.evaluationCount < 40 * dimension)
  }

  @Test func illConditionedQuadraticIsExact() throws {
    let deviations = (0..<20).map { pow(10, Double($0) / 19 * 3 - 1.5) }
    var density = GaussianDensity(deviations: deviations)
    density.mean = (0..<20).map { Double($0) }
    let maximum = try maximize(density, from: [Double](repeating: 30, count: 20))
    #expect(maximum.isConverged)
    #expect(maximum.value > -1e-10)
  }

  @Test func logisticRegressionMatchesNewtonsMethod() throws {
    let reference = try #require(MaximaReference.shared).logistic
    let maximum = try maximize(reference.density, from: [0, 0, 0, 0])
    #expect(maximum.isConverged)
    #expect(abs(maximum.value - reference.value) < 1e-12 * abs(reference.value))
    for (ours, theirs) in zip(maximum.position, reference.weights) {
      #expect(abs(ours - theirs) < 1e-5 * abs(theirs))
    }
  }

  /// The mixture's likelihood is invariant under exchange of its components and unbounded where
  /// one of them shrinks to a point, so restarts must choose.
  @Test func mixtureMatchesScikitLearn() throws {
    let reference = try #require(MaximaReference.shared).mixture
    var settings = RestartSettings()
    settings.count = 6
    let restarts = try maximizeWithRestarts(
      reference.density, settings: settings, stream: RandomStream(seed: 1))
    #expect(restarts.best.isConverged)
    #expect(abs(restarts.best.value - reference.value) < 1e-10 * abs(reference.value))
  }

  @Test func largeOffsetDoesNotHideTheMaximum() throws {
    let density = FunctionDensity(dimension: 2) { (x, slope) throws(EvaluationFailure) in
      slope = [-2 * (x[0] - 1), -200 * (x[1] + 2)]
      return 1e6 - (x[0] - 1) * (x[0] - 1) - 100 * (x[1] + 2) * (x[1] + 2)
    }
    let maximum = try maximize(density, from: [300, -700])
    #expect(maximum.isConverged)
    #expect(1e6 - maximum.value <= 1e-10 * 1e6)
    #expect(abs(maximum.position[0] - 1) < 1e-2)
  }

  @Test func domainsAreBackedAwayFrom() throws {
    // log x - x has its maximum at one; a first step from 0.01 lands outside, or far away.
    let density = FunctionDensity(dimension: 1) { (x, slope) throws(EvaluationFailure) in
      guard x[0] > 0 else { throw .outsideSupport("x is \(x[0])") }
      guard x[0] < 1.5 else { return .nan }
      slope[0] = 1 / x[0] - 1
      return log(x[0]) - x[0]
    }
    for start in [0.01, 0.9, 1.4999] {
      let maximum = try maximize(density, from: [start])
      #expect(maximum.isConverged)
      #expect(abs(maximum.position[0] - 1) < 1e-7)
    }
    #expect(throws: EvaluationFailure.outsideSupport("x is -1.0")) {
      try maximize(density, from: [-1])
    }
  }

  @Test func wrongGradientIsNotConvergence() throws {
    let density = FunctionDensity(dimension: 1) { (x, slope) throws(EvaluationFailure) in
      slope[0] = 2 * (x[0] - 3)
      return -(x[0] - 3) * (x[0] - 3)
    }
    let maximum = try maximize(density, from: [0])
    #expect(maximum.reason == .noAscent)
    #expect(!maximum.isConverged)
  }

  @Test func endlessSlopesAreNotConvergence() throws {
    let straight = ProductDensity(dimension: 1) { ($0, 1) }
    #expect(try maximize(straight, from: [0]).reason == .noAscent)
    let growing = ProductDensity(dimension: 1) { (exp($0 / 50), exp($0 / 50) / 50) }
    #expect(try maximize(growing, from: [0]).reason == .noAscent)
  }

  /// A component that sits on one datum climbs with its shrinking deviation, up to where the
  /// arithmetic ends; that is no maximum.
  @Test func collapsedMixtureIsNotConvergence() throws {
    let mixture = try #require(MaximaReference.shared).mixture
    let maximum = try maximize(mixture.density, from: [mixture.x[7], 1, -9, 0.5, -3])
    #expect(maximum.value > mixture.value + 100)
    #expect(maximum.reason == .noAscent)
  }

  @Test func progressStopsTheClimb() throws {
    var iterations: [Int] = []
    let maximum = try maximize(.rosenbrock(2), from: [-1.2, 1]) {
      iterations.append($0.iteration)
      return $0.iteration == 3 ? .stop : .proceed
    }
    #expect(iterations == [1, 2, 3])
    #expect(maximum.reason == .cancelled && maximum.iterationCount == 3)
  }

  @Test func nothingToMoveIsAMaximum() throws {
    let maximum = try maximize(ProductDensity.flat(0), from: [])
    #expect(maximum.reason == .smallGradient && maximum.value == 0)
  }
}

extension LogDensity where Self == FunctionDensity {
  /// Minus the sum of Rosenbrock's valleys over neighbouring pairs.
  static func rosenbrock(_ dimension: Int) -> FunctionDensity {
    FunctionDensity(dimension: dimension) { (x, slope) throws(EvaluationFailure) in
      var value = 0.0
      for i in stride(from: 0, to: dimension, by: 2) {
        let (a, b) = (1 - x[i], x[i + 1] - x[i] * x[i])
        value -= a * a + 100 * b * b
        slope[i] = 2 * a + 400 * b * x[i]
        slope[i + 1] = -200 * b
      }
      return value
    }
  }
}
