import ScalarMath
import Semantics

@testable import Objectives

/// Parameters to draw with, and what one element of the draws is distributed as.
struct SampleCase: Sendable, CustomStringConvertible {
  let family: Family
  let parameters: NumericParameters
  /// The element that `cdf` speaks of.
  let element: Int
  /// The distribution function of that element; `nil` where the masses are tested in its place.
  let cdf: (@Sendable (Double) -> Double)?

  init(
    _ family: Family, _ values: [ParameterName: [Double]], dimension: Int = 1, element: Int = 0,
    cdf: (@Sendable (Double) -> Double)? = nil
  ) {
    self.family = family
    parameters = NumericParameters(values, dimension: dimension)
    self.element = element
    self.cdf = cdf
  }

  var description: String { "\(family.rawValue) \(parameters.values)" }

  static let all = numbers + vectors + counts

  private static let numbers: [SampleCase] = [
    SampleCase(.normal, [.mean: [2], .sd: [3]]) { .normalCDF(($0 - 2) / 3) },
    SampleCase(.normal, [.mean: [2], .variance: [9]]) { .normalCDF(($0 - 2) / 3) },
    SampleCase(.normal, [.mean: [-1], .precision: [4]]) { .normalCDF(2 * ($0 + 1)) },
    SampleCase(.logNormal, [.mean: [0.5], .sd: [0.4]]) { .normalCDF((.log($0) - 0.5) / 0.4) },
    SampleCase(.logNormal, [.mean: [0.5], .variance: [0.16]]) {
      .normalCDF((.log($0) - 0.5) / 0.4)
    },
    SampleCase(.logNormal, [.mean: [-0.5], .precision: [4]]) { .normalCDF(2 * (.log($0) + 0.5)) },
    SampleCase(.studentT, [.degrees: [5], .mean: [1], .sd: [2]]) { x in
      let z = (x - 1) / 2
      let tail = 0.5 * Double.regularizedBeta(5 / (5 + z * z), 2.5, 0.5)
      return z < 0 ? tail : 1 - tail
    },
    SampleCase(.laplace, [.mean: [1], .scale: [2]]) {
      $0 < 1 ? 0.5 * .exp(($0 - 1) / 2) : 1 - 0.5 * .exp((1 - $0) / 2)
    },
    SampleCase(.cauchy, [.mean: [1], .scale: [2]]) { 0.5 + .atan(($0 - 1) / 2) / .pi },
    SampleCase(.halfNormal, [.sd: [3]]) { .erf($0 / 3 * .sqrt(0.5)) },
    SampleCase(.halfCauchy, [.scale: [3]]) { .atan($0 / 3) * 2 / .pi },
    SampleCase(.exponential, [.rate: [3]]) { -.expm1(-3 * $0) },
    SampleCase(.gamma, [.shape: [0.6], .rate: [2]]) { .regularizedGammaP(0.6, 2 * $0) },
    SampleCase(.gamma, [.shape: [7], .rate: [0.1]]) { .regularizedGammaP(7, 0.1 * $0) },
    SampleCase(.inverseGamma, [.shape: [6], .scale: [2]]) { .regularizedGammaQ(6, 2 / $0) },
    SampleCase(.beta, [.a: [0.7], .b: [2]]) { .regularizedBeta($0, 0.7, 2) },
    SampleCase(.uniform, [.lower: [-1], .upper: [3]]) { ($0 + 1) / 4 },
    SampleCase(.weibull, [.shape: [1.6], .scale: [2]]) { -.expm1(-.pow($0 / 2, 1.6)) },
    SampleCase(.vonMises, [.mean: [0.5], .concentration: [3]]) { x in
      var sum = 0.5 + (x - 0.5) / (2 * .pi)
      for j in (1...30).map(Double.init) {
        let weight = Double.besselI(order: j, 3) / .besselI(order: 0, 3)
        sum += weight * .sin(j * (x - 0.5)) / (j * .pi)
      }
      return sum
    },
    SampleCase(.kernel, [.data: [-2, 1, 1.5], .bandwidth: [0.4]]) { x in
      [-2, 1, 1.5].reduce(0) { $0 + .normalCDF((x - $1) / 0.4) / 3 }
    },
  ]

  private static let covariance = [2.0, 0.6, 0.6, 0.5]

  private static let vectors: [SampleCase] = [
    SampleCase(
      .multivariateNormal, [.mean: [1, -2], .covariance: covariance], dimension: 2, element: 1
    ) {
      .normalCDF(($0 + 2) / .sqrt(0.5))
    },
    // The inverse of [2, 0.6; 0.6, 0.5] is [0.5, -0.6; -0.6, 2] / 0.64.
    SampleCase(
      .multivariateNormal,
      [.mean: [1, -2], .precision: [0.78125, -0.9375, -0.9375, 3.125]], dimension: 2, element: 1
    ) {
      .normalCDF(($0 + 2) / .sqrt(0.5))
    },
    SampleCase(
      .multivariateNormal, [.mean: [1], .cholesky: [2, 0, 0.5, 0.1]], dimension: 2, element: 1
    ) {
      .normalCDF(($0 - 1) / .sqrt(0.26))
    },
    SampleCase(.dirichlet, [.concentration: [0.5, 2, 3]], dimension: 3, element: 1) {
      .regularizedBeta($0, 2, 3.5)
    },
    SampleCase(.dirichlet, [.concentration: [2]], dimension: 3, element: 1) {
      .regularizedBeta($0, 2, 4)
    },
    // A diagonal element of a Wishart matrix is chi-squared, of the inverse inverse gamma.
    SampleCase(.wishart, [.degrees: [5.5], .scale: covariance], dimension: 2, element: 3) {
      .regularizedGammaP(2.75, $0 / 0.5 / 2)
    },
    SampleCase(.inverseWishart, [.degrees: [9], .scale: covariance], dimension: 2, element: 3) {
      .regularizedGammaQ(4, 0.5 / $0 / 2)
    },
    SampleCase(.lkj, [.eta: [1.5]], dimension: 3, element: 7) {
      .regularizedBeta(0.5 * ($0 + 1), 2, 2)
    },
  ]

  private static let counts: [SampleCase] = [
    SampleCase(.discreteUniform, [.lower: [2], .upper: [6]]),
    SampleCase(.bernoulli, [.probability: [0.3]]),
    SampleCase(.bernoulli, [.logit: [1.2]]),
    SampleCase(.binomial, [.trials: [12], .probability: [0.4]]),
    SampleCase(.binomial, [.trials: [90], .probability: [0.7]]),
    SampleCase(.categorical, [.probabilities: [0.1, 0.6, 0.3]]),
    SampleCase(.categorical, [.logits: [5, 4, 3.5]]),
    SampleCase(.poisson, [.rate: [3.5]]),
    SampleCase(.poisson, [.rate: [40]]),
    SampleCase(.negativeBinomial, [.mean: [4], .concentration: [1.5]]),
    SampleCase(.geometric, [.probability: [0.35]]),
    SampleCase(.orderedLogistic, [.eta: [0.4], .cuts: [-1, 0.2, 2]]),
    SampleCase(.betaBinomial, [.trials: [15], .a: [2], .b: [3]]),
    SampleCase(.skellam, [.rate1: [3], .rate2: [1.5]]),
    SampleCase(.delta, [.value: [2.5]]) { $0 < 2.5 ? 0 : 1 },
    SampleCase(.multinomial, [.trials: [9], .probabilities: [0.2, 0.5, 0.3]], dimension: 3),
  ]
}
