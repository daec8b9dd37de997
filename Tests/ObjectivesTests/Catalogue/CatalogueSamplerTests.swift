import SamplerChecks
import ScalarMath
import Semantics
import TensorIR
import Testing

@testable import Objectives

/// The catalogue's samplers against its moments, distribution functions and masses.
@Suite struct CatalogueSamplerTests {
  static let count = 3000

  private func draws(_ test: SampleCase) throws -> [[Double]] {
    let sample = try #require(test.family.row.sample)
    var stream = RandomStream(seed: 12).stream(test.description)
    return try (0..<Self.count).map { _ in try sample(&stream, test.parameters) }
  }

  @Test(arguments: SampleCase.all) func drawsHaveTheMeanAndVariance(_ test: SampleCase) throws {
    let row = test.family.row
    guard let means = row.mean(test.parameters), let variances = row.variance(test.parameters)
    else { return }
    let draws = try draws(test)
    for (element, (mean, variance)) in zip(means, variances).enumerated() {
      let numbers = draws.map { $0[element] }
      if variance == 0 {
        #expect(numbers.allSatisfy { abs($0 - mean) < 1e-14 })
      } else {
        #expect(momentScore(numbers, mean: mean, variance: variance) < 4)
      }
    }
  }

  @Test(arguments: SampleCase.all.filter { $0.cdf != nil })
  func drawsPassKolmogorovSmirnov(_ test: SampleCase) throws {
    let cdf = try #require(test.cdf)
    guard test.family != .delta else { return }
    let numbers = try draws(test).map { $0[test.element] }
    #expect(kolmogorovSmirnov(numbers, cdf: cdf) < ksLimit)
  }

  /// Counts against the masses of the catalogue itself, shifted to start at 0.
  @Test(arguments: SampleCase.all.filter { $0.cdf == nil && $0.family != .multinomial })
  func drawsPassChiSquare(_ test: SampleCase) throws {
    let shift = test.family == .skellam ? 40.0 : 0
    let last = test.family == .skellam ? 80 : 120
    let masses = try (0...last).map { value in
      try mass(test, Double(value) - shift)
    }
    #expect(abs(masses.reduce(0, +) - 1) < 1e-10)
    let numbers = try draws(test).map { $0[0] + shift }
    let (statistic, degrees) = chiSquare(numbers, upTo: last) { masses[Int($0)] }
    #expect(Double.regularizedGammaQ(0.5 * degrees, 0.5 * statistic) > 1e-4)
  }

  private func mass(_ test: SampleCase, _ x: Double) throws -> Double {
    // Booleans and counts outside their type are not asked of a row.
    if x < 0 && test.family != .skellam || x > 1 && test.family == .bernoulli { return 0 }
    let row = test.family.row
    var program = DensityProgram(test.family, test.parameters.values, at: [x])
    var outputs = [program.write(row.logDensity)]
    if let isInSupport = row.isInSupport { outputs.append(program.write(isInSupport)) }
    let found = try evaluate(program, outputs)
    return found.count > 1 && found[1] == 0 ? 0 : .exp(found[0])
  }

  @Test func choleskyFactorsOfLKJAreThoseOfItsMatrices() throws {
    let parameters = NumericParameters([.eta: [1.5]], dimension: 3)
    let sample = try #require(DistributionRow.lkjFactor.sample)
    var stream = RandomStream(seed: 13)
    let numbers = try (0..<Self.count).map { _ in try sample(&stream, parameters)[6] }
    #expect(kolmogorovSmirnov(numbers) { .regularizedBeta(0.5 * ($0 + 1), 2, 2) } < ksLimit)
  }

  /// Counts strictly between two bounds, against the masses of the catalogue.
  @Test(arguments: [
    (Family.poisson, 0 ... .infinity), (.poisson, 2...7), (.poisson, 30...40),
    (.binomial, 0...4), (.binomial, 3...20), (.negativeBinomial, 5 ... .infinity),
    (.geometric, 10...16),
  ] as [(Family, ClosedRange<Double>)])
  func truncatedCountsPassChiSquare(_ family: Family, _ bounds: ClosedRange<Double>) throws {
    let values: [ParameterName: [Double]] =
      switch family {
      case .poisson: [.rate: [2.5]]
      case .binomial: [.trials: [9], .probability: [0.4]]
      case .negativeBinomial: [.mean: [2], .concentration: [1.5]]
      default: [.probability: [0.2]]
      }
    let row = family.row
    let sample = try #require(row.sampleTruncated)
    var stream = RandomStream(seed: 15).stream(family.rawValue)
    let parameters = NumericParameters(values)
    let numbers = try (0..<1000).map { _ in try sample(&stream, parameters, bounds)[0] }
    #expect(numbers.allSatisfy { bounds.lowerBound < $0 && $0 < bounds.upperBound })
    let masses = try (0...60).map { count -> Double in
      let x = Double(count)
      guard bounds.lowerBound < x, x < bounds.upperBound else { return 0 }
      var program = DensityProgram(family, values, at: [x])
      guard family != .binomial || x <= 9 else { return 0 }
      let density = program.write(row.logDensity)
      let whole = try #require(
        program.write { builder, _, parameters in
          let lower = builder.constant(bounds.lowerBound)
          let last =
            bounds.upperBound.isFinite ? builder.constant(bounds.upperBound - 1) : nil
          return row.logProbability(&builder, parameters, above: lower, below: last)
        })
      let found = try evaluate(program, [density, whole])
      return Double.exp(found[0] - found[1])
    }
    #expect(abs(masses.reduce(0, +) - 1) < 1e-8)
    let (statistic, degrees) = chiSquare(numbers, upTo: 60) { masses[Int($0)] }
    #expect(Double.regularizedGammaQ(0.5 * degrees, 0.5 * statistic) > 1e-4)
  }

  /// Draws beyond a bound, in the middle and so far out that the probability underflows.
  @Test(arguments: [
    (Family.normal, -1.0...2), (.normal, 50 ... .infinity), (.normal, -.infinity ... -40),
    (.laplace, 0.5...3), (.cauchy, 2 ... .infinity), (.exponential, 900 ... 901),
    (.halfNormal, 0.1...0.2), (.halfCauchy, -1...1), (.weibull, 30...40),
    (.logNormal, 1e10 ... .infinity), (.uniform, -5...0.5), (.studentT, 0 ... .infinity),
    (.studentT, -.infinity ... -1e3), (.gamma, 1...2), (.gamma, 500 ... .infinity),
    (.inverseGamma, 0...0.01), (.beta, 0.9...2), (.beta, 1e-9...1e-8), (.kernel, 0...1),
  ] as [(Family, ClosedRange<Double>)])
  func truncatedDrawsFollowTheTruncatedDistribution(
    _ family: Family, _ bounds: ClosedRange<Double>
  ) throws {
    let values: [ParameterName: [Double]] =
      switch family {
      case .normal, .logNormal: [.mean: [0], .sd: [1]]
      case .laplace, .cauchy: [.mean: [0], .scale: [1]]
      case .halfNormal: [.sd: [1]]
      case .halfCauchy: [.scale: [1]]
      case .exponential: [.rate: [1]]
      case .weibull: [.shape: [2], .scale: [1]]
      case .gamma: [.shape: [0.3], .rate: [0.7]]
      case .inverseGamma: [.shape: [2], .scale: [1]]
      case .beta: [.a: [0.4], .b: [2]]
      case .studentT: [.degrees: [3], .mean: [0], .sd: [2]]
      case .kernel: [.data: [-1, 0.5, 2], .bandwidth: [0.5]]
      default: [.lower: [0], .upper: [1]]
      }
    let row = family.row
    let sample = try #require(row.sampleTruncated)
    var stream = RandomStream(seed: 14).stream(family.rawValue)
    let parameters = NumericParameters(values)
    let numbers = try (0..<400).map { _ in try sample(&stream, parameters, bounds)[0] }
    #expect(numbers.allSatisfy { bounds.contains($0) })
    // At its own distribution function, a draw is uniform.
    var program = DensityProgram(family, plate: numbers.map { (values, [$0]) })
    let logBelow = try #require(
      program.write { builder, draw, parameters in
        let lower = bounds.lowerBound.isFinite ? builder.constant(bounds.lowerBound) : nil
        let upper = bounds.upperBound.isFinite ? builder.constant(bounds.upperBound) : nil
        let part = row.logProbability(&builder, parameters, above: lower, below: draw.value)
        let whole = row.logProbability(&builder, parameters, above: lower, below: upper)
        return part.flatMap { part in whole.map { builder.subtract(part, $0) } }
      })
    let uniform = try evaluatePlate(program, logBelow).map { Double.exp($0) }
    #expect(kolmogorovSmirnov(uniform) { $0 } < ksLimit)
  }
}
