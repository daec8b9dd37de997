import SamplerChecks
import ScalarMath
import Testing

/// A sampler of real numbers with its distribution function.
struct ContinuousSampler: Sendable, CustomTestStringConvertible {
  let name: String
  let draw: @Sendable (inout RandomStream) -> Double
  let cdf: @Sendable (Double) -> Double
  var testDescription: String { name }

  static func gamma(_ shape: Double) -> ContinuousSampler {
    ContinuousSampler(name: "gamma \(shape)") {
      // Compared on the log scale, where tiny shapes are told apart from zero.
      $0.logGamma(shape: shape)
    } cdf: {
      // Far below the mean the distribution is a power, also where the draw underflows.
      $0 < -40
        ? .exp(shape * $0 - .logGamma(1 + shape)) : .regularizedGammaP(shape, .exp($0))
    }
  }

  static func beta(_ a: Double, _ b: Double) -> ContinuousSampler {
    ContinuousSampler(name: "beta \(a) \(b)") { $0.beta(a, b) } cdf: { .regularizedBeta($0, a, b) }
  }

  static func studentT(_ df: Double) -> ContinuousSampler {
    ContinuousSampler(name: "student \(df)") {
      $0.studentT(df: df)
    } cdf: { t in
      let tail = 0.5 * Double.regularizedBeta(df / (df + t * t), 0.5 * df, 0.5)
      return t < 0 ? tail : 1 - tail
    }
  }

  static func vonMises(_ k: Double) -> ContinuousSampler {
    ContinuousSampler(name: "von Mises \(k)") {
      $0.vonMises(concentration: k)
    } cdf: { angle in
      // Fourier series: (1/2 + x/(2 pi)) + sum of I_j(k) / I_0(k) sin(j x) / (j pi).
      var sum = 0.5 + angle / (2 * .pi)
      for j in 1...(20 + Int(6 * k.squareRoot())) {
        let weight = Double.exp(
          .logScaledBesselI(order: Double(j), k) - .logScaledBesselI(order: 0, k))
        sum += weight * .sin(Double(j) * angle) / (Double(j) * .pi)
      }
      return sum
    }
  }

  static let all = [
    ContinuousSampler(name: "normal") { $0.normal(mean: 2, sd: 3) } cdf: {
      .normalCDF(($0 - 2) / 3)
    },
    ContinuousSampler(name: "exponential") { $0.exponential() } cdf: { -.expm1(-$0) },
    ContinuousSampler(name: "uniform") { $0.uniform(from: -1, to: 3) } cdf: { ($0 + 1) / 4 },
    gamma(1e-3), gamma(0.4), gamma(1), gamma(3.5), gamma(1e6),
    beta(0.03, 3), beta(0.5, 0.5), beta(2, 7), beta(300, 40),
    studentT(1.5), studentT(8),
    ContinuousSampler(name: "cauchy") { $0.cauchy() } cdf: { 0.5 + .atan($0) / .pi },
    ContinuousSampler(name: "laplace") { $0.laplace() } cdf: {
      $0 < 0 ? 0.5 * .exp($0) : 1 - 0.5 * .exp(-$0)
    },
    ContinuousSampler(name: "weibull") { $0.weibull(shape: 1.7) } cdf: { -.expm1(-.pow($0, 1.7)) },
    vonMises(0.001), vonMises(0.8), vonMises(12), vonMises(500),
  ]
}

/// A sampler of counts with its probabilities.
struct CountSampler: Sendable, CustomTestStringConvertible {
  let name: String
  let last: Int
  let mean: Double
  let variance: Double
  let draw: @Sendable (inout RandomStream) -> Double
  let logMass: @Sendable (Double) -> Double
  var testDescription: String { name }

  static func poisson(_ mean: Double) -> CountSampler {
    CountSampler(name: "poisson \(mean)", last: Int(3 * mean) + 40, mean: mean, variance: mean) {
      $0.poisson(mean: mean)
    } logMass: {
      $0 * .log(mean) - mean - .logGamma($0 + 1)
    }
  }

  static func binomial(_ n: Double, _ p: Double) -> CountSampler {
    CountSampler(
      name: "binomial \(n) \(p)", last: Int(n), mean: n * p, variance: n * p * (1 - p)
    ) {
      $0.binomial(trials: n, p)
    } logMass: {
      .logChoose(n, $0) + $0 * .log(p) + (n - $0) * .log1p(-p)
    }
  }

  static func negativeBinomial(_ mean: Double, _ size: Double) -> CountSampler {
    CountSampler(
      name: "negative binomial \(mean) \(size)", last: 2000, mean: mean,
      variance: mean + mean * mean / size
    ) {
      $0.negativeBinomial(mean: mean, concentration: size)
    } logMass: { k in
      .logGamma(size + k) - .logGamma(size) - .logGamma(k + 1)
        + size * .log(size / (size + mean)) + k * .log(mean / (size + mean))
    }
  }

  static let all = [
    poisson(0.02), poisson(4), poisson(9.99), poisson(10), poisson(55.5), poisson(900),
    binomial(7, 0.3), binomial(400, 0.01), binomial(60, 0.5), binomial(300, 0.85),
    binomial(1000, 0.04),
    negativeBinomial(3, 0.7), negativeBinomial(40, 6),
    CountSampler(name: "geometric", last: 200, mean: 0.7 / 0.3, variance: 0.7 / 0.09) {
      $0.geometric(0.3)
    } logMass: {
      .log(0.3) + $0 * .log(0.7)
    },
  ]
}

@Suite struct SamplerTests {
  @Test(arguments: ContinuousSampler.all)
  func continuousDrawsPassKolmogorovSmirnov(_ sampler: ContinuousSampler) {
    var stream = RandomStream(seed: 3).stream(sampler.name)
    let draws = (0..<3000).map { _ in sampler.draw(&stream) }
    #expect(kolmogorovSmirnov(draws, cdf: sampler.cdf) < ksLimit)
  }

  @Test(arguments: CountSampler.all)
  func countsPassChiSquare(_ sampler: CountSampler) {
    var stream = RandomStream(seed: 4).stream(sampler.name)
    let draws = (0..<4000).map { _ in sampler.draw(&stream) }
    let (statistic, degrees) = chiSquare(draws, upTo: sampler.last) { .exp(sampler.logMass($0)) }
    #expect(Double.regularizedGammaQ(0.5 * degrees, 0.5 * statistic) > 1e-4)
    #expect(momentScore(draws, mean: sampler.mean, variance: sampler.variance) < 4)
  }

  @Test func hugeCountsKeepTheirMoments() {
    var stream = RandomStream(seed: 6)
    let counts = (0..<2000).map { _ in stream.poisson(mean: 1e15) }
    #expect(momentScore(counts, mean: 1e15, variance: 1e15) < 4)
    let successes = (0..<2000).map { _ in stream.binomial(trials: 1e12, 0.3) }
    #expect(momentScore(successes, mean: 3e11, variance: 2.1e11) < 4)
  }

  @Test func parametersOutsideTheirDomainGiveNaN() {
    var stream = RandomStream(seed: 8)
    #expect(stream.gamma(shape: -1).isNaN)
    #expect(stream.gamma(shape: .nan).isNaN)
    #expect(stream.beta(-1, 1).isNaN)
    #expect(stream.normal(mean: 0, sd: -1).isNaN)
    #expect(stream.poisson(mean: -1).isNaN)
    #expect(stream.poisson(mean: .infinity).isNaN)
    #expect(stream.binomial(trials: 10, 1.5).isNaN)
    #expect(stream.geometric(0).isNaN)
    #expect(stream.vonMises(concentration: .nan).isNaN)
    #expect(stream.categorical(weights: [0, 0]) == nil)
    #expect(stream.categorical(weights: [1, .nan]) == nil)
    #expect(stream.multinomial(trials: 3, weights: [0, 0]) == nil)
  }
}
