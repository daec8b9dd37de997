import SamplerChecks
import ScalarMath
import Testing

@Suite struct VectorSamplerTests {
  static let count = 3000

  /// Draws with the stream of a test's own name.
  func draws<T>(_ name: String, _ draw: (inout RandomStream) -> T) -> [T] {
    var stream = RandomStream(seed: 9).stream(name)
    return (0..<Self.count).map { _ in draw(&stream) }
  }

  @Test func categoricalDrawsFollowTheWeights() {
    let weights = [2.0, 0, 5, 1]
    let found = draws("categorical") { Double($0.categorical(weights: weights) ?? -1) }
    let (statistic, degrees) = chiSquare(found, upTo: 3) { weights[Int($0)] / 8 }
    #expect(Double.regularizedGammaQ(0.5 * degrees, 0.5 * statistic) > 1e-4)
    #expect(!found.contains(1))
    let logits = draws("logits") { Double($0.categorical(logits: [-1000, -1001]) ?? -1) }
    let p = Double.logistic(-1)
    #expect(momentScore(logits, mean: p, variance: p * (1 - p)) < 4)
  }

  @Test func dirichletElementsAreBeta() {
    let found = draws("dirichlet") { $0.dirichlet([0.3, 2, 4]) }
    #expect(found.allSatisfy { abs($0.reduce(0, +) - 1) < 1e-14 })
    #expect(kolmogorovSmirnov(found.map { $0[0] }) { .regularizedBeta($0, 0.3, 6) } < ksLimit)
    #expect(kolmogorovSmirnov(found.map { $0[2] }) { .regularizedBeta($0, 4, 2.3) } < ksLimit)
  }

  @Test func dirichletOfTinyConcentrationsIsAPoint() {
    let found = draws("vertex") { $0.dirichlet([1e-5, 1e-5, 1e-5]) }
    #expect(found.allSatisfy { abs($0.reduce(0, +) - 1) < 1e-14 })
    #expect(momentScore(found.map { $0[0] }, mean: 1.0 / 3, variance: 2.0 / 9) < 4)
  }

  @Test func multinomialCountsAreBinomialAndAddUp() {
    let found = draws("multinomial") { $0.multinomial(trials: 20, weights: [1, 0, 3, 6]) ?? [] }
    #expect(found.allSatisfy { $0.reduce(0, +) == 20 && $0[1] == 0 })
    for (index, p) in [(0, 0.1), (2, 0.3), (3, 0.6)] {
      let counts = found.map { $0[index] }
      #expect(momentScore(counts, mean: 20 * p, variance: 20 * p * (1 - p)) < 4)
    }
  }

  @Test func normalVectorsHaveTheirCovariance() {
    let lower = [2.0, 0, -1, 0.5]
    let found = draws("vector") { $0.multivariateNormal(mean: [1, -3], lower: lower) }
    #expect(kolmogorovSmirnov(found.map { $0[0] }) { .normalCDF(($0 - 1) / 2) } < ksLimit)
    let sd = 1.25.squareRoot()
    #expect(kolmogorovSmirnov(found.map { $0[1] }) { .normalCDF(($0 + 3) / sd) } < ksLimit)
    // The sum has variance 4 + 1.25 - 2 * 2.
    let sums = found.map { $0[0] + $0[1] }
    #expect(momentScore(sums, mean: -2, variance: 1.25) < 4)
  }

  @Test func wishartMatricesHaveTheirMoments() {
    let lower = [1.0, 0, 0.5, 2]
    let found = draws("wishart") {
      DenseMatrix.square(lower: $0.wishartFactor(df: 4.5, lower: lower, order: 2), order: 2)
    }
    // S = [1, 0.5; 0.5, 4.25]; var W_ij = df (S_ij^2 + S_ii S_jj).
    #expect(momentScore(found.map { $0[0] }, mean: 4.5, variance: 9) < 4)
    #expect(momentScore(found.map { $0[1] }, mean: 2.25, variance: 4.5 * 4.5) < 4)
    #expect(momentScore(found.map { $0[3] }, mean: 4.5 * 4.25, variance: 9 * 4.25 * 4.25) < 4)
  }

  @Test(arguments: [0.7, 1, 4]) func lkjCorrelationsAreAllBeta(_ shape: Double) {
    let order = 4
    let found = draws("lkj \(shape)") {
      DenseMatrix.square(lower: $0.lkjFactor(shape: shape, order: order), order: order)
    }
    // Every correlation has the symmetric beta distribution with shape - 1 + order / 2 on (-1, 1).
    let a = shape - 1 + 0.5 * Double(order)
    for (i, j) in [(1, 0), (2, 1), (3, 0), (3, 2)] {
      let values = found.map { $0[i * order + j] }
      #expect(kolmogorovSmirnov(values) { .regularizedBeta(0.5 * ($0 + 1), a, a) } < ksLimit)
    }
    let diagonal = (0..<order).map { $0 * order + $0 }
    #expect(found.allSatisfy { m in diagonal.allSatisfy { abs(m[$0] - 1) < 1e-14 } })
  }
}
