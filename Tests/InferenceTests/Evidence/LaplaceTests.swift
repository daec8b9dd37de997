import Foundation
import Posterior
import ScalarMath
import Testing

@testable import Inference

@Suite struct LaplaceTests {
  static let correlated = GaussianDensity(
    precision: [4, 1.5, 0, 1.5, 1, 0.2, 0, 0.2, 9], mean: [1, -2, 300])

  /// log (2 pi)^(3/2) / sqrt(det P), with det P = 9 * (4 - 2.25) - 4 * 0.04.
  static let correlatedTotal = 1.5 * log(2 * .pi) - log(9 * 1.75 - 0.16) / 2

  @Test func exactForNormalDensities() throws {
    let result = try laplace(Self.correlated, at: [1, -2, 300])
    #expect(abs(result.logEvidence - Self.correlatedTotal) < 1e-7)
    #expect(result.peak == 0)
    let check = try importanceCheck(
      of: result.gaussian, for: Self.correlated, drawCount: 500, group: 50,
      stream: RandomStream(seed: 1))
    #expect(check.weights.isTrusted)
    #expect(abs(check.estimate.logEvidence - Self.correlatedTotal) < 1e-5)
    #expect(abs(check.lowerBound.logEvidence - Self.correlatedTotal) < 1e-5)
  }

  /// The logistic density has the total 1; the bounds lie below it, the tighter one above the
  /// other.
  @Test func boundsAreBounds() throws {
    let density = ProductDensity.logistic(3)
    let result = try laplace(density, at: [0, 0, 0])
    #expect(abs(result.logEvidence - (1.5 * log(2 * .pi) + 3 * log(sqrt(2) / 4))) < 1e-7)
    let check = try importanceCheck(
      of: result.gaussian, for: density, drawCount: 4000, group: 50, stream: RandomStream(seed: 3))
    let (low, tight) = (check.lowerBound, check.tighterBound)
    #expect(low.logEvidence < 4 * low.error && tight.logEvidence < 4 * tight.error)
    #expect(low.logEvidence < tight.logEvidence)
  }

  @Test func thinTailsOfTheApproximationAreNoticed() throws {
    let density = ProductDensity.student(4, degrees: 1)
    let result = try laplace(density, at: [0, 0, 0, 0])
    let check = try importanceCheck(
      of: result.gaussian, for: density, stream: RandomStream(seed: 1))
    #expect(!check.weights.isTrusted, "k-hat \(check.weights.khat)")
  }

  @Test func noModeNoExpansion() {
    #expect(throws: EvidenceFailure.self) { try laplace(ProductDensity.flat(2), at: [0, 0]) }
  }
}
