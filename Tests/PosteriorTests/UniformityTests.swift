import Posterior
import Testing

/// Against `scipy.stats.chisquare` of 12 bins and `scipy.stats.kstest(values, "uniform")` of SciPy
/// 1.17; the second is exact there and Stephens' approximation here.
@Suite struct UniformityTests {
  static let uniform = [
    0.238, 0.544, 0.37, 0.604, 0.626, 0.066, 0.013, 0.837, 0.259, 0.234, 0.996, 0.47, 0.836, 0.476,
    0.639, 0.151, 0.635, 0.868, 0.523, 0.741, 0.671, 0.064, 0.758, 0.591, 0.301, 0.031, 0.866,
    0.473, 0.719, 0.879, 0.714, 0.921, 0.395, 0.801, 0.445, 0.936, 0.879, 0.097, 0.136, 0.217,
    0.965, 0.436, 0.627, 0.301, 0.507, 0.386, 0.351, 0.585, 0.584, 0.904, 0.682, 0.929, 0.856,
    0.991, 0.671, 0.163, 0.861, 0.965, 0.905, 0.569,
  ]

  @Test func agreesWithSciPy() {
    let test = Uniformity(Self.uniform)
    #expect(test.binCount == 12)
    #expect(abs(test.chiSquare - 12) < 1e-12)
    #expect(abs(test.chiSquareProbability - 0.36364322051682674) < 1e-12)
    #expect(abs(test.distance - 0.13666666666666666) < 1e-12)
    #expect(abs(test.distanceProbability - 0.1936929576862979) < 0.005)
  }

  @Test func seesShiftsAndWidths() {
    let shifted = Uniformity(Self.uniform.map { $0 * $0 * $0 })
    #expect(shifted.distanceProbability < 1e-3 && shifted.probability < 2e-3)
    let narrow = Uniformity((0..<200).map { 0.25 + Double($0) / 400 })
    #expect(narrow.chiSquareProbability < 1e-9)
    let even = Uniformity((0..<200).map { (Double($0) + 0.5) / 200 })
    #expect(even.chiSquareProbability > 0.99 && even.distanceProbability > 0.99)
  }

  @Test func placesShareTies() {
    #expect(placeAmongDraws(2, [1, 3, 5], fraction: 0.5) == 0.375)
    #expect(placeAmongDraws(2, [2, 2, 2], fraction: 0.25) == 0.25)
    #expect(placeAmongDraws(0, [1, 1], fraction: 0) == 0)
    #expect(placeAmongDraws(9, [1, 1, 1], fraction: 0.5) == 0.875)
  }
}
