import Foundation
import ScalarMath
import Testing

@testable import Inference

@Suite struct RestartTests {
  /// Two hills: the one at 3 is higher than the one at -3 by log 2.
  private let hills = FunctionDensity(dimension: 1) { (x, slope) throws(EvaluationFailure) in
    let (a, b) = (2 * exp(-pow(x[0] - 3, 2) / 2), exp(-pow(x[0] + 3, 2) / 2))
    slope[0] = (-(x[0] - 3) * a - (x[0] + 3) * b) / (a + b)
    return log(a + b)
  }
  private let stream = RandomStream(seed: 4)

  @Test func highestHillIsKept() throws {
    let restarts = try maximizeWithRestarts(hills, settings: RestartSettings(), stream: stream)
    let tops = restarts.maxima.compactMap { $0?.position[0].rounded() }
    #expect(Set(tops) == [-3, 3])
    #expect(abs(restarts.best.position[0] - 3) < 1e-3)
    #expect(restarts.maxima[restarts.bestIndex] == restarts.best)
  }

  @Test func restartDependsOnItsIndexOnly() throws {
    let settings = RestartSettings()
    let together = try maximizeWithRestarts(hills, settings: settings, stream: stream)
    let again = try maximizeWithRestarts(hills, settings: settings, stream: stream)
    let start = try restartPoint(7, of: hills, settings: settings, stream: stream)
    let alone = try maximize(hills, from: start, settings: settings.ascent)
    #expect(together == again)
    #expect(together.maxima[7] == alone)
  }

  @Test func convergedMaximumIsBetterThanAHigherUnfinishedOne() throws {
    func maximum(_ value: Double, _ reason: StopReason) -> Maximum {
      Maximum(
        position: [], value: value, gradient: [], iterationCount: 0, evaluationCount: 0,
        reason: reason)
    }
    let maxima = [
      nil, maximum(9, .iterationLimit), maximum(2, .smallGradient), maximum(3, .precision),
      maximum(3, .smallChange),
    ]
    #expect(Restarts(maxima)?.bestIndex == 3)
    #expect(Restarts([nil, maximum(1, .noAscent)])?.bestIndex == 1)
    #expect(Restarts([nil]) == nil)
  }

  @Test func stopEndsAllRestarts() throws {
    let restarts = try maximizeWithRestarts(
      hills, settings: RestartSettings(), stream: stream
    ) { index, _ in index == 2 ? .stop : .proceed }
    #expect(restarts.maxima.count == 3)
    #expect(restarts.maxima[2]?.reason == .cancelled)
  }

  @Test func startsWithoutObjectiveAreCounted() throws {
    let density = FunctionDensity(dimension: 1) { (x, slope) throws(EvaluationFailure) in
      guard x[0] > 1.2 else { throw .outsideSupport("x is too small") }
      slope[0] = -2 * (x[0] - 3)
      return -pow(x[0] - 3, 2)
    }
    var settings = RestartSettings()
    settings.tries = 1
    let restarts = try maximizeWithRestarts(density, settings: settings, stream: stream)
    let failures = restarts.maxima.filter { $0 == nil }.count
    #expect((1...9).contains(failures))
    #expect(abs(restarts.best.position[0] - 3) < 1e-6)
    settings.radius = 1
    #expect(throws: EvaluationFailure.outsideSupport("x is too small")) {
      try maximizeWithRestarts(density, settings: settings, stream: stream)
    }
  }
}
