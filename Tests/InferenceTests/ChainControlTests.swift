import ScalarMath
import Testing

@testable import Inference

@Suite struct ChainControlTests {
  private var settings: NUTSSettings {
    var settings = NUTSSettings()
    settings.warmupCount = 40
    settings.drawCount = 20
    return settings
  }
  private let stream = RandomStream(seed: 8)

  @Test func progressSeesEveryIteration() throws {
    var seen: [ChainProgress] = []
    let chain = try sampleChain(
      GaussianDensity(deviations: [1]), settings: settings, stream: stream
    ) {
      seen.append($0)
      return .proceed
    }
    #expect(seen.map(\.iteration) == Array(1...60))
    #expect(seen.filter(\.isWarmup).count == 40)
    #expect(seen.last?.gradientCount == chain.warmupGradientCount + chain.samplingGradientCount)
    #expect(chain.samplingGradientCount == chain.statistics.reduce(0) { $0 + $1.stepCount })
    #expect(chain.isComplete)
  }

  @Test(arguments: [(5, 0), (47, 7)]) func stoppedChainKeepsItsDraws(_ stop: Int, _ draws: Int)
    throws
  {
    let chain = try sampleChain(
      GaussianDensity(deviations: [1, 1]), settings: settings, stream: stream
    ) { $0.iteration == stop ? .stop : .proceed }
    #expect(!chain.isComplete)
    #expect(chain.statistics.count == draws)
    #expect(chain.positions.count == 2 * draws)
    #expect(chain.warmupGradientCount > 0)
  }

  @Test func chainBeginsWhereItIsTold() throws {
    var settings = settings
    settings.warmupCount = 0
    settings.drawCount = 1
    settings.initialStepSize = 1e-9
    let chain = try sampleChain(
      GaussianDensity(deviations: [1, 1]), settings: settings, stream: stream, start: [0.5, 7])
    #expect(abs(chain.positions[0] - 0.5) < 1e-4 && abs(chain.positions[1] - 7) < 1e-4)
    #expect(chain.stepSize == 1e-9)
    #expect(chain.maximumDepthCount == 1)
  }

  @Test func densityWithoutAPointHasNoStart() {
    let nowhere = FunctionDensity(dimension: 1) { (x, slope) throws(EvaluationFailure) in
      throw .outsideSupport("sigma is -1")
    }
    #expect(throws: SamplingFailure.noStart(.outsideSupport("sigma is -1"))) {
      try sampleChain(nowhere, settings: settings, stream: stream)
    }
  }

  @Test func gradientThatIsNotFiniteIsNoStart() {
    let density = FunctionDensity(dimension: 1) { (x, slope) throws(EvaluationFailure) in
      slope[0] = .nan
      return 0
    }
    #expect(throws: SamplingFailure.noStart(.notFinite("the gradient is not finite"))) {
      try sampleChain(density, settings: settings, stream: stream)
    }
  }

  @Test func flatDensityIsImproper() {
    #expect(throws: SamplingFailure.improper) {
      try sampleChain(ProductDensity.flat(2), settings: settings, stream: stream)
    }
  }

  @Test func faultEndsTheChain() {
    let density = FunctionDensity(dimension: 1) { (x, slope) throws(EvaluationFailure) in
      if abs(x[0]) > 3 { throw .fault("the evaluator broke") }
      return 0
    }
    #expect(throws: SamplingFailure.evaluation(.fault("the evaluator broke"))) {
      try sampleChain(density, settings: settings, stream: stream)
    }
  }

  @Test func emptyDensityHasEmptyDraws() throws {
    let chain = try sampleChain(ProductDensity.flat(0), settings: settings, stream: stream)
    #expect(chain.statistics.count == 20 && chain.positions.isEmpty)
  }
}
