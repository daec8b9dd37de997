import Foundation
import ScalarMath
import Testing

@testable import Inference

@Suite struct QuadratureTests {
  static func unit(_ dimension: Int) -> GaussianApproximation {
    var factor = [Double](repeating: 0, count: dimension * dimension)
    for index in 0..<dimension { factor[index * (dimension + 1)] = 1 }
    return GaussianApproximation(
      mean: [Double](repeating: 0, count: dimension), factor: factor)
  }

  /// Normalised densities integrate to one: logistic ones, and a narrow one far away.
  @Test(arguments: 1...3) func normalisedDensitiesGiveZero(dimension: Int) throws {
    let logistic = try quadrature(
      ProductDensity.logistic(dimension), around: Self.unit(dimension))
    #expect(abs(logistic.logEvidence) < 1e-9, "\(logistic)")
    #expect(logistic.error < 1e-9)
  }

  @Test func narrowAndFarAway() throws {
    let density = ProductDensity(dimension: 1) { x in
      let z = (x - 70) / 0.01
      return (-z * z / 2, -z / 0.01)
    }
    let result = try quadrature(density, around: Self.unit(1))
    #expect(abs(result.logEvidence - log(0.01) - log(2 * .pi) / 2) < 1e-10)
  }

  /// B(1/2, nu/2) sqrt(nu) is the total of a Student density, whose tails fall like a power.
  @Test(arguments: [1.0, 2, 5]) func heavyTails(degrees: Double) throws {
    let result = try quadrature(
      ProductDensity.student(1, degrees: degrees), around: Self.unit(1))
    let exact = Double.logBeta(0.5, degrees / 2) + log(degrees) / 2
    #expect(abs(result.logEvidence - exact) < 1e-9)
  }

  @Test func twoModesAreBothFound() throws {
    let density = ProductDensity(dimension: 1) { x in
      let (a, b) = (-(x - 6) * (x - 6) / 2, -(x + 6) * (x + 6) / 0.5)
      let value = Double.logSumExp(a, b)
      return (value, exp(a - value) * (6 - x) + exp(b - value) * -4 * (x + 6))
    }
    let start = GaussianApproximation(mean: [6], factor: [1])
    let result = try quadrature(density, around: start)
    let exact = log(1.5) + log(2 * .pi) / 2
    #expect(abs(result.logEvidence - exact) < 1e-9)
  }

  /// The funnel has the total (2 pi)^(3/2), although no linear map makes it round.
  @Test func funnel() throws {
    let result = try quadrature(
      FunctionDensity.funnel, around: Self.unit(3), tolerance: 1e-7)
    #expect(abs(result.logEvidence - 1.5 * log(2 * .pi)) < 1e-7, "\(result)")
  }

  @Test func whatDoesNotFallOffIsRefused() {
    #expect(throws: EvidenceFailure.self) {
      try quadrature(ProductDensity.flat(1), around: Self.unit(1))
    }
    let slow = ProductDensity(dimension: 1) { x in (-log1p(abs(x)), 0) }
    #expect(throws: EvidenceFailure.self) { try quadrature(slow, around: Self.unit(1)) }
  }

  @Test func theUserMayStop() {
    #expect(throws: EvidenceFailure.cancelled) {
      try quadrature(ProductDensity.logistic(2), around: Self.unit(2)) { .stop }
    }
  }
}
