import Foundation
import ScalarMath
import Testing

@testable import Inference

/// A standard normal prior and a likelihood that is a product over the coordinates.
private struct NormalPrior: TemperedDensity {
  let dimension: Int
  let term: @Sendable (Double) -> (value: Double, derivative: Double)

  mutating func evaluate(
    _ x: Span<Double>, power: Double, gradient: inout MutableSpan<Double>
  ) throws(EvaluationFailure) -> (logDensity: Double, logLikelihood: Double) {
    var (prior, likelihood) = (-Double(dimension) / 2 * log(2 * .pi), 0.0)
    for index in 0..<dimension {
      let (value, derivative) = term(x[index])
      prior -= x[index] * x[index] / 2
      likelihood += value
      gradient[index] = -x[index] + power * derivative
    }
    return (prior + power * likelihood, likelihood)
  }

  func draws(_ count: Int, _ stream: RandomStream) -> [[Double]] {
    (0..<count).map { index in
      var numbers = stream.stream(index)
      return (0..<dimension).map { _ in numbers.normal() }
    }
  }
}

@Suite struct TemperingTests {
  private static func estimate(
    _ density: NormalPrior, particles: Int = 300, repeats: Int = 6
  ) throws -> EvidenceEstimate {
    let plan = try run(density, particles, RandomStream(seed: 5).stream("pilot")).plan
    return EvidenceEstimate(
      averaging: try (0..<repeats).map { index in
        try run(density, particles, RandomStream(seed: 5).stream(index), plan).logEvidence
      })
  }

  private static func run(
    _ density: NormalPrior, _ particles: Int, _ stream: RandomStream, _ plan: TemperingPlan? = nil
  ) throws -> TemperedRun {
    let start = density.draws(particles, stream.stream("prior"))
    return try temper(density, from: start, following: plan, stream: stream)
  }

  /// N(x; 2, 0.3^2) under x ~ N(0, 1) is N(2; 0, 1.09).
  private static let narrow = NormalPrior(dimension: 2) { x in
    let z = (x - 2) / 0.3
    return (-z * z / 2 - log(0.3) - log(2 * .pi) / 2, -z / 0.3)
  }

  /// The mean of many estimates from few particles is the evidence within three standard errors,
  /// whatever the pilot did.
  @Test func estimatesAreNotBiased() throws {
    let exact = 2 * (-4 / 2.18 - log(2 * .pi * 1.09) / 2)
    var total: [Double] = []
    for pilot in 0..<4 {
      let streams = RandomStream(seed: 11).stream(pilot)
      let plan = try Self.run(Self.narrow, 60, streams.stream("pilot")).plan
      for index in 0..<100 {
        total.append(try Self.run(Self.narrow, 60, streams.stream(index), plan).logEvidence)
      }
    }
    let ours = EvidenceEstimate(averaging: total)
    #expect(abs(ours.logEvidence - exact) < 3 * ours.error, "\(ours) is not \(exact)")
    #expect(ours.error < 0.03)
  }

  /// N(x; 2, 0.3^2) under x ~ N(0, 1) is N(2; 0, 1.09).
  @Test func normalLikelihood() throws {
    let density = NormalPrior(dimension: 3) { x in
      let z = (x - 2) / 0.3
      return (-z * z / 2 - log(0.3) - log(2 * .pi) / 2, -z / 0.3)
    }
    let exact = 3 * (-4 / 2.18 - log(2 * .pi * 1.09) / 2)
    let ours = try Self.estimate(density)
    // The error is itself estimated from six repeats.
    #expect(abs(ours.logEvidence - exact) < 4 * ours.error, "\(ours) is not \(exact)")
    #expect(ours.error < 0.1)
  }

  /// Annealed importance sampling: independent particles whose weights average to the evidence.
  @Test func weightsWithoutResampling() throws {
    let exact = 2 * (-4 / 2.18 - log(2 * .pi * 1.09) / 2)
    let plan = try Self.run(Self.narrow, 300, RandomStream(seed: 3).stream("pilot")).plan
    var settings = TemperingSettings()
    settings.isResampling = false
    settings.transitionCount = 1
    let fine = plan.refined(by: 3)
    let stream = RandomStream(seed: 3)
    let run = try temper(
      Self.narrow, from: Self.narrow.draws(1500, stream.stream("prior")), following: fine,
      settings: settings, stream: stream)
    #expect(run.powers.count == 3 * plan.steps.count + 1 && run.powers.last == 1)
    let ours = EvidenceEstimate(averaging: run.logWeights)
    #expect(abs(ours.logEvidence - run.logEvidence) < 1e-9)
    #expect(abs(ours.logEvidence - exact) < 3 * ours.error, "\(ours) is not \(exact)")
    #expect(ours.error < 0.06)
  }

  /// The power begins as low as log likelihoods of -1e120 want it: exp(-a x^2 / 2) under
  /// x ~ N(0, 1) has the mean (1 + a)^(-1/2).
  @Test func likelihoodsBeyondMeasure() throws {
    let density = NormalPrior(dimension: 1) { x in (-1e120 * x * x / 2, -1e120 * x) }
    let ours = try Self.estimate(density)
    #expect(abs(ours.logEvidence + 60 * log(10)) < 4 * ours.error, "\(ours)")
    #expect(ours.error < 1)
  }

  /// Particles that the likelihood rules out keep their place and no weight.
  @Test func weightlessParticlesStay() throws {
    let density = NormalPrior(dimension: 1) { x in x < 0 ? (0, 0) : (-.infinity, 0) }
    var settings = TemperingSettings()
    settings.isResampling = false
    let stream = RandomStream(seed: 9)
    let pilot = try Self.run(density, 200, stream.stream("pilot"))
    let run = try temper(
      density, from: density.draws(2000, stream.stream("prior")), following: pilot.plan,
      settings: settings, stream: stream)
    let ours = EvidenceEstimate(averaging: run.logWeights)
    #expect(abs(ours.logEvidence - log(0.5)) < 3 * ours.error)
  }

  /// Two modes at -2 and 2 that no chain at full power would cross.
  @Test func twoModes() throws {
    let density = NormalPrior(dimension: 1) { x in
      let (a, b) = (-50 * (x - 2) * (x - 2), -50 * (x + 2) * (x + 2))
      let value = Double.logSumExp(a, b)
      return (value, exp(a - value) * -100 * (x - 2) + exp(b - value) * -100 * (x + 2))
    }
    // Each mode is 0.1 sqrt(2 pi) N(2; 0, 1.01).
    let exact = log(2) + log(0.1) - 4 / 2.02 - log(1.01) / 2
    let ours = try Self.estimate(density)
    #expect(abs(ours.logEvidence - exact) < 4 * ours.error, "\(ours) is not \(exact)")
  }

  /// A likelihood of one below zero and of zero above: half of the prior.
  @Test func hardEdges() throws {
    let density = NormalPrior(dimension: 1) { x in x < 0 ? (0, 0) : (-.infinity, 0) }
    let ours = try Self.estimate(density, particles: 400, repeats: 8)
    #expect(abs(ours.logEvidence - log(0.5)) < 4 * ours.error)
  }

  @Test func impossibleDataAreRefused() {
    let density = NormalPrior(dimension: 1) { _ in (-.infinity, 0) }
    #expect(throws: EvidenceFailure.self) { try Self.estimate(density) }
  }

  @Test func resamplingIsProportional() {
    #expect(systematic([0.5, 0, 0.25, 0.25], 0.5) == [0, 0, 2, 3])
    #expect(systematic([1, 0, 0], 0.01) == [0, 0, 0])
  }

  @Test func averagesOfExponentials() {
    let ours = EvidenceEstimate(averaging: [log(1), log(3)])
    #expect(abs(ours.logEvidence - log(2)) < 1e-12)
    #expect(abs(ours.error - sqrt(2) / sqrt(2) / 2) < 1e-12)
  }
}
