import Foundation
import ScalarMath
import Testing

@testable import Inference

@Suite struct BridgeTests {
  /// Draws of two chains.
  static func chains(
    _ density: some LogDensity, seed: UInt64, draws: Int = 1000
  ) throws -> [[[Double]]] {
    var settings = NUTSSettings()
    settings.warmupCount = 300
    settings.drawCount = draws
    return try (0..<2).map { index in
      let chain = try sampleChain(
        density, settings: settings, stream: RandomStream(seed: seed).stream(index))
      return chain.statistics.indices.map { Array(chain.draw($0)) }
    }
  }

  static func check(
    _ density: some LogDensity, total: Double, isWarped: Bool, seed: UInt64 = 1
  ) throws {
    var settings = BridgeSettings()
    settings.isWarped = isWarped
    let result = try bridge(
      density, chains: try chains(density, seed: seed), settings: settings,
      stream: RandomStream(seed: seed).stream("bridge"))
    let (value, error) = (result.estimate.logEvidence, result.estimate.error)
    #expect(abs(value - total) < 3.5 * error, "\(value) is not \(total) within \(error)")
    #expect(error < 0.05)
  }

  /// A normal proposal with estimated moments is all but the target: the error is tiny.
  @Test(arguments: [false, true]) func normalDensity(isWarped: Bool) throws {
    let density = LaplaceTests.correlated
    try Self.check(density, total: LaplaceTests.correlatedTotal, isWarped: isWarped)
  }

  @Test(arguments: [false, true]) func logisticDensity(isWarped: Bool) throws {
    try Self.check(ProductDensity.logistic(5), total: 0, isWarped: isWarped)
  }

  @Test(arguments: [false, true]) func funnel(isWarped: Bool) throws {
    try Self.check(FunctionDensity.funnel, total: 1.5 * log(2 * .pi), isWarped: isWarped)
  }

  /// exp(a x - exp x) has the total Gamma(a); its mirror image is far from it.
  @Test(arguments: [false, true]) func skewDensity(isWarped: Bool) throws {
    let density = ProductDensity(dimension: 2) { x in (1.5 * x - exp(x), 1.5 - exp(x)) }
    try Self.check(density, total: 2 * Double.logGamma(1.5), isWarped: isWarped)
  }

  /// The stated error is that of repeated runs: the mean square of value / error is near 1.
  @Test func standardErrorsAreHonest() throws {
    let density = ProductDensity.logistic(3)
    var sum = 0.0
    let count = 20
    for seed in 1...count {
      let result = try bridge(
        density, chains: try Self.chains(density, seed: UInt64(seed), draws: 300),
        stream: RandomStream(seed: UInt64(seed)).stream("bridge")
      ).estimate
      sum += result.logEvidence * result.logEvidence / (result.error * result.error)
    }
    // A chi-squared number of 20 degrees lies between these with probability 0.999.
    #expect((0.26...2.4).contains(sum / Double(count)), "\(sum / Double(count))")
  }

  @Test func drawsInASubspaceAreRefused() {
    let chains = [[[Double]]](repeating: (0..<40).map { [Double($0), Double($0)] }, count: 2)
    #expect(throws: EvidenceFailure.self) {
      try bridge(ProductDensity.logistic(2), chains: chains, stream: RandomStream(seed: 1))
    }
  }
}
