import Foundation
import ScalarMath
import Testing

@testable import Inference

@Suite struct NoUTurnTests {
  /// A sampler at a point, with a step size that is not adapted.
  private func sampler(
    _ density: some LogDensity, at position: [Double], stepSize: Double, maximumDepth: Int = 10
  ) throws -> NoUTurnSampler {
    var settings = NUTSSettings()
    settings.initialStepSize = stepSize
    settings.maximumDepth = maximumDepth
    var density = density
    let start = try EvaluatedPoint(&density, at: position)
    return NoUTurnSampler(density: density, start: start, settings: settings)
  }

  @Test(arguments: 1...6) func flatTrajectoryDoublesToTheEnd(_ depth: Int) throws {
    var flat = try sampler(
      ProductDensity.flat(2), at: [0, 0], stepSize: 0.5, maximumDepth: depth)
    var stream = RandomStream(seed: 1)
    let statistics = try flat.transition(&stream)
    #expect(statistics.depth == depth)
    #expect(statistics.stepCount == 1 << depth - 1)
    #expect(statistics.acceptance == 1)
    #expect(flat.hamiltonian.gradientCount == 1 << depth - 1)
  }

  /// In many dimensions a standard normal orbit is nearly a circle, whose momentum turns round
  /// after half a period: pi / 0.04 = 78.5 steps. The tree of 64 points is shorter, that of 128
  /// is the first that is longer.
  @Test func trajectoryEndsAfterHalfAPeriod() throws {
    let count = 400
    let ones = [Double](repeating: 1, count: count)
    let circle = ProductDensity(dimension: count) { (-$0 * $0 / 2, -$0) }
    var sampler = try sampler(circle, at: ones, stepSize: 0.04)
    var stream = RandomStream(seed: 2)
    let statistics = try sampler.transition(&stream)
    #expect(statistics.stepCount == 127)
    #expect(statistics.depth == 7)
    #expect(!statistics.isDivergent)
    #expect(statistics.acceptance > 0.9)
  }

  @Test func statisticsBelongToTheDraw() throws {
    var density = ProductDensity.logistic(3)
    var sampler = try sampler(density, at: [1, 2, 3], stepSize: 0.9)
    var stream = RandomStream(seed: 4)
    for _ in 0..<20 {
      let statistics = try sampler.transition(&stream)
      var gradient = [0.0, 0, 0]
      let value = try density.evaluateFinite(sampler.position, gradient: &gradient)
      #expect(statistics.logDensity == value)
      #expect(sampler.gradient == gradient)
      #expect(statistics.energy > -value)
    }
  }

  /// What was taken and not given back would be missing some day; what moves was allocated.
  @Test(arguments: [0.05, 0.4, 4]) func transitionsReuseTheirMemory(_ stepSize: Double) throws {
    var sampler = try sampler(FunctionDensity.funnel, at: [0, 0, 0], stepSize: stepSize)
    var stream = RandomStream(seed: 6)
    var places: Set<UnsafeMutableRawPointer> = []
    var (divergenceCount, turnCount) = (0, 0)
    for _ in 0..<200 {
      let statistics = try sampler.transition(&stream)
      if statistics.isDivergent { divergenceCount += 1 } else { turnCount += 1 }
      // The four of the current point, and the metric's.
      #expect(sampler.hamiltonian.vectors.heldCount == 5)
      let start = sampler.hamiltonian.vectors.start(sampler.point.position)
      places.insert(UnsafeMutableRawPointer(start))
    }
    #expect(turnCount > 0 && (stepSize < 1 || divergenceCount > 0))
    // One allocation of so many vectors, whole cache lines each.
    let span = try #require(places.max()) - (try #require(places.min()))
    #expect(span < (7 * 13 + 13) * 64)
  }

  @Test func pointsOutsideTheSupportAreDivergences() throws {
    var sampler = try sampler(FunctionDensity.exponential, at: [0.5], stepSize: 1)
    var stream = RandomStream(seed: 7)
    let runs = try (0..<200).map { _ in try sampler.transition(&stream) }
    let divergenceCount = runs.filter(\.isDivergent).count
    #expect((1..<200).contains(divergenceCount))
    #expect(runs.allSatisfy { $0.logDensity < 0 && $0.acceptance <= 1 })
  }

  /// Exact draws, moved by transitions with large steps, are exact draws still.
  @Test func transitionsLeaveTheTargetAsItIs() throws {
    let statistic = try calibration(ProductDensity.logistic(2))
    #expect(statistic < 1.63)
  }

  /// The same check notices another target, so that it would notice a biased rule.
  @Test func calibrationRejectsAnotherTarget() throws {
    let statistic = try calibration(ProductDensity.logistic(2, power: 1.25))
    #expect(statistic > 1.63)
  }

  /// Returns Kolmogorov and Smirnov's statistic, times the root of the number of draws, of logistic
  /// draws after four transitions; 1.63 is passed in one of a hundred samples.
  private func calibration(_ density: ProductDensity) throws -> Double {
    let root = RandomStream(seed: 11)
    var probabilities: [Double] = []
    for run in 0..<2500 {
      var stream = root.stream(run)
      let start = (0..<2).map { _ in
        let u = stream.uniform()
        return log(u / (1 - u))
      }
      var sampler = try sampler(density, at: start, stepSize: 2.6, maximumDepth: 3)
      for _ in 0..<4 { _ = try sampler.transition(&stream) }
      probabilities += sampler.position.map { 1 / (1 + exp(-$0)) }
    }
    return kolmogorovSmirnov(probabilities)
  }
}

/// Returns the largest distance of an empirical from the uniform distribution, times root n.
func kolmogorovSmirnov(_ probabilities: [Double]) -> Double {
  let count = Double(probabilities.count)
  let distances = probabilities.sorted().enumerated().map { index, p in
    max(p - Double(index) / count, Double(index + 1) / count - p)
  }
  return (distances.max() ?? .nan) * count.squareRoot()
}

extension NoUTurnSampler {
  /// The coordinates of the current draw.
  var position: [Double] { Array(hamiltonian.vectors.elements(point.position)) }

  /// The gradient at the current draw.
  var gradient: [Double] { Array(hamiltonian.vectors.elements(point.gradient)) }
}
