import ScalarMath
import Semantics
import Testing

@testable import Objectives

/// What every row must have, and what it refuses.
@Suite struct CatalogueTests {
  @Test(arguments: Family.allCases) func everyFamilyIsComplete(_ family: Family) throws {
    let row = family.row
    #expect((row.sample == nil) == (family == .flat))
    #expect((row.logCDF == nil) == (row.logSurvival == nil))
    #expect((row.logCDF == nil) == (row.sampleTruncated == nil))
    let tests = SampleCase.all.filter { $0.family == family }
    #expect(tests.isEmpty == (family == .flat))
    let tested = Set(tests.flatMap { $0.parameters.values.keys })
    #expect(Set(row.requirements.map(\.parameter)).isSubset(of: tested))
  }

  static let bad: [(Family, [ParameterName: [Double]], Int, ParameterName, Domain)] = [
    (.normal, [.mean: [.nan], .sd: [1]], 1, .mean, .real),
    (.normal, [.mean: [0], .sd: [-1]], 1, .sd, .positive),
    (.normal, [.mean: [0], .precision: [0]], 1, .precision, .positive),
    (.gamma, [.shape: [1], .rate: [.infinity]], 1, .rate, .positive),
    (.uniform, [.lower: [2], .upper: [1]], 1, .upper, .aboveLower),
    (.bernoulli, [.probability: [1.01]], 1, .probability, .unit),
    (.binomial, [.trials: [2.5], .probability: [0.5]], 1, .trials, .natural),
    (.poisson, [.rate: [-0.1]], 1, .rate, .nonNegative),
    (.categorical, [.probabilities: [0.5, 0.4]], 1, .probabilities, .simplex),
    (.categorical, [.probabilities: [1.5, -0.5]], 1, .probabilities, .simplex),
    (.orderedLogistic, [.eta: [0], .cuts: [1, 1]], 1, .cuts, .ordered),
    (.dirichlet, [.concentration: [1, 0]], 2, .concentration, .positive),
    (
      .multivariateNormal, [.mean: [0, 0], .covariance: [1, 2, 2, 1]], 2, .covariance,
      .positiveDefinite
    ),
    (
      .multivariateNormal, [.mean: [0, 0], .cholesky: [1, 0, 2, 0]], 2, .cholesky,
      .choleskyFactor
    ),
    (.wishart, [.degrees: [1], .scale: [1, 0, 0, 1]], 2, .degrees, .aboveOrder),
  ]

  @Test(arguments: bad.indices) func badParametersAreNamed(_ index: Int) throws {
    let (family, values, dimension, parameter, domain) = Self.bad[index]
    let sample = try #require(family.row.sample)
    var stream = RandomStream(seed: 1)
    let error = #expect(throws: BadParameter.self) {
      try sample(&stream, NumericParameters(values, dimension: dimension))
    }
    #expect(error?.family == family)
    #expect(error?.parameter == parameter)
    #expect(error?.domain == domain)
  }

  @Test func improperBoundsHaveNoDensity() throws {
    for (lower, upper) in [(1.0, 1.0), (2, 1)] {
      var program = DensityProgram(.uniform, [.lower: [lower], .upper: [upper]], at: [1])
      let value = program.write(Family.uniform.row.logDensity)
      #expect(try evaluate(program, [value]) == [-.infinity])
    }
  }

  @Test func supportsEndWhereTheyShould() throws {
    let cases: [(Family, [ParameterName: [Double]], [Double], Bool)] = [
      (.uniform, [.lower: [0], .upper: [1]], [0.5], true),
      (.uniform, [.lower: [0], .upper: [1]], [1.5], false),
      (.discreteUniform, [.lower: [0], .upper: [4]], [4], true),
      (.discreteUniform, [.lower: [0], .upper: [4]], [5], false),
      (.binomial, [.trials: [3], .probability: [0.5]], [3], true),
      (.binomial, [.trials: [3], .probability: [0.5]], [4], false),
      (.betaBinomial, [.trials: [3], .a: [1], .b: [1]], [4], false),
      (.multinomial, [.trials: [3], .probabilities: [0.5, 0.5]], [1, 2], true),
      (.multinomial, [.trials: [3], .probabilities: [0.5, 0.5]], [1, 1], false),
      (.categorical, [.probabilities: [0.5, 0.5]], [2], false),
      (.orderedLogistic, [.eta: [0], .cuts: [0, 1]], [2], true),
      (.orderedLogistic, [.eta: [0], .cuts: [0, 1]], [3], false),
    ]
    for (family, parameters, draw, expected) in cases {
      let isInSupport = try #require(family.row.isInSupport)
      var program = DensityProgram(family, parameters, at: draw)
      let value = program.write(isInSupport)
      #expect(try evaluate(program, [value]) == [expected ? 1 : 0], "\(family) at \(draw)")
    }
  }
}
