import Foundation
import ScalarMath
import Testing

@testable import Inference

@Suite struct StartRegionTests {
  private let stream = RandomStream(seed: 9)
  /// A bell far from the origin with scales that differ, and a coordinate that does nothing.
  private let bell = FunctionDensity(dimension: 3) { (x, slope) throws(EvaluationFailure) in
    slope[0] = -(x[0] - 70) / 169
    slope[1] = -(x[1] + 3) / 0.01
    slope[2] = 0
    return -pow(x[0] - 70, 2) / 338 - pow(x[1] + 3, 2) / 0.02
  }

  /// The log likelihood of two components with a common weight, at 990 to 1010 and 1090 to 1110.
  private let twoGroups = FunctionDensity(dimension: 4) { (x, slope) throws(EvaluationFailure) in
    for index in 0..<4 { slope[index] = 0 }
    var total = 0.0
    for place in 0..<42 {
      let datum = (place < 21 ? 990.0 : 1069) + Double(place)
      let scores = (0..<2).map { (datum - x[$0]) * exp(-x[2 + $0]) }
      let logs = (0..<2).map { -scores[$0] * scores[$0] / 2 - x[2 + $0] }
      let top = max(logs[0], logs[1])
      let sum = exp(logs[0] - top) + exp(logs[1] - top)
      total += top + log(sum)
      for k in 0..<2 {
        let share = exp(logs[k] - top) / sum
        slope[k] += share * scores[k] * exp(-x[2 + k])
        slope[2 + k] += share * (scores[k] * scores[k] - 1)
      }
    }
    return total
  }

  @Test func centerAndScalesAreThoseOfABell() throws {
    let region = try findStartRegion(of: bell, settings: RestartSettings(), stream: stream)
    #expect(abs(region.center[0] - 70) < 1e-3)
    #expect(abs(region.center[1] + 3) < 1e-3)
    #expect(abs(region.scale[0] - 13) < 1e-3)
    #expect(abs(region.scale[1] - 0.1) < 1e-5)
    #expect(region.scale[2] == 0)
  }

  @Test func startsAreNoDeeperThanAsked() throws {
    let region = try findStartRegion(of: bell, settings: RestartSettings(), stream: stream)
    var density = bell
    var random = stream
    var gradient = [0.0, 0, 0]
    for depth in [0.1, 10, 1000] {
      let starts = try (0..<20).map { _ in
        try #require(region.draw(&density, depth: depth, radius: 2, stream: &random))
      }
      let depths = try starts.map {
        region.value - (try density.evaluateFinite($0, gradient: &gradient))
      }
      #expect(depths.allSatisfy { $0 <= depth })
      // Halving the distance quarters the depth of a bell.
      #expect(depths.filter { $0 > depth / 4 }.count > 10)
      #expect(starts.allSatisfy { abs($0[2]) <= 2 })
    }
  }

  @Test func groupsFarFromTheOriginAreTold() throws {
    var settings = RestartSettings()
    settings.depth = 42
    let region = try findStartRegion(of: twoGroups, settings: settings, stream: stream)
    #expect(abs(region.center[0] - 1050) < 1)
    let ends = try (0..<8).map {
      let start = try restartPoint(
        $0, of: twoGroups, in: region, settings: settings, stream: stream)
      return try maximize(twoGroups, from: start, settings: settings.ascent)
    }
    let best = try #require(Restarts(ends)?.best)
    #expect(abs(best.position[..<2].min()! - 1000) < 0.1)
    #expect(abs(best.position[..<2].max()! - 1100) < 0.1)
  }

  @Test func regionNeedsNoObjectiveAtTheOrigin() throws {
    let density = FunctionDensity(dimension: 1) { (x, slope) throws(EvaluationFailure) in
      guard x[0] > 0.5 else { throw .outsideSupport("x is too small") }
      slope[0] = -(x[0] - 3)
      return -pow(x[0] - 3, 2) / 2
    }
    let region = try findStartRegion(of: density, settings: RestartSettings(), stream: stream)
    #expect(abs(region.center[0] - 3) < 1e-6)
    #expect(abs(region.scale[0] - 1) < 1e-3)
  }

  @Test func regionWithoutAnyObjectiveIsAFailure() throws {
    let density = FunctionDensity(dimension: 1) { (_, _) throws(EvaluationFailure) in
      throw .outsideSupport("never")
    }
    #expect(throws: EvaluationFailure.outsideSupport("never")) {
      try findStartRegion(of: density, settings: RestartSettings(), stream: stream)
    }
  }
}
