import ScalarMath
import Testing

@testable import Inference

/// A normal density in three coordinates, and what is known of it.
private let precision: [Double] = [2, -0.8, 0.3, -0.8, 1.5, 0.4, 0.3, 0.4, 0.9]
private let mean = [1.0, -2, 0.5]
private let correlated = GaussianDensity(precision: precision, mean: mean)

/// The log of the integral of exp(-(x - m)ᵀ Λ (x - m) / 2).
private var logIntegral: Double {
  var factor = precision
  _ = DenseMatrix.factorize(&factor, order: 3)
  return 3 * logRootTwoPi - DenseMatrix.logDiagonal(factor, order: 3)
}

/// A skewed density, for which nothing is special.
private struct SkewedDensity: LogDensity {
  let dimension = 3

  func evaluate(
    _ x: Span<Double>, gradient: inout MutableSpan<Double>
  ) throws(EvaluationFailure) -> Double {
    let e = Double.exp(x[0] - 0.3 * x[2])
    gradient[0] = 1 - e - x[1]
    gradient[1] = -x[0] - 2 * x[1]
    gradient[2] = 0.3 * e - x[2]
    return x[0] - e - x[0] * x[1] - x[1] * x[1] - x[2] * x[2] / 2
  }
}

private let shapes: [NormalFamily.Shape] = [.meanField, .fullRank, .lowRank(2)]

struct VariationalTests {
  /// The gradient of the bound against central differences, with one coordinate a point.
  @Test(arguments: shapes)
  func gradientIsThatOfTheBound(_ shape: NormalFamily.Shape) throws {
    let family = NormalFamily(shape, dimension: 3, points: [1])
    var bound = EvidenceBound(
      SkewedDensity(), family, pairs: 7, stream: RandomStream(seed: 1))
    var stream = RandomStream(seed: 2)
    let x = (0..<family.parameterCount).map { _ in 0.3 * stream.normal() }
    func value(_ x: [Double]) throws -> (Double, [Double]) {
      var gradient = x
      var target = gradient.mutableSpan
      let value = try bound.evaluate(x.span, gradient: &target)
      return (value, gradient)
    }
    let gradient = try value(x).1
    for index in x.indices {
      var (high, low) = (x, x)
      high[index] += 1e-5
      low[index] -= 1e-5
      let slope = (try value(high).0 - value(low).0) / 2e-5
      #expect(abs(slope - gradient[index]) < 1e-7 * max(1, abs(slope)))
    }
  }

  /// The density of a draw, against that of the dense covariance.
  @Test(arguments: shapes)
  func densityIsThatOfTheDraws(_ shape: NormalFamily.Shape) throws {
    let family = NormalFamily(shape, dimension: 3)
    var stream = RandomStream(seed: 3)
    let parameters = (0..<family.parameterCount).map { _ in 0.5 * stream.normal() }
    let noise = (0..<family.noiseCount).map { _ in stream.normal() }
    var point = mean
    family.place(parameters.span, noise: noise.span, at: 0, into: &point)
    // The covariance, from the images of unit noise.
    var covariance = [Double](repeating: 0, count: 9)
    for unit in 0..<family.noiseCount {
      let z = (0..<family.noiseCount).map { $0 == unit ? 1.0 : 0 }
      var image = mean
      family.place(parameters.span, noise: z.span, at: 0, into: &image)
      for row in 0..<3 {
        for column in 0..<3 {
          covariance[row * 3 + column] +=
            (image[row] - parameters[row]) * (image[column] - parameters[column])
        }
      }
    }
    #expect(DenseMatrix.factorize(&covariance, order: 3))
    let dense = GaussianApproximation(mean: Array(parameters.prefix(3)), factor: covariance)
    let wanted = dense.logDensity(standardised: dense.standardised(point))
    #expect(abs(family.logDensity(parameters, noise: noise) - wanted) < 1e-12)
    var gradient = parameters
    var target = gradient.mutableSpan
    let entropy = family.entropy(parameters.span, addingGradientTo: &target)
    #expect(abs(entropy - (3 * logRootTwoPi + 1.5 + dense.logStretch)) < 1e-12)
  }

  /// Independent coordinates: the means, and the inverses of the diagonal of the precision.
  @Test func meanFieldOfANormalDensity() throws {
    let fit = try fit(
      NormalFamily(.meanField, dimension: 3), to: correlated, from: [0, 0, 0],
      stream: RandomStream(seed: 4))
    #expect(fit.maximum.isConverged)
    for index in 0..<3 {
      #expect(abs(fit.maximum.position[index] - mean[index]) < 1e-6)
      let wanted = -0.5 * Double.log(precision[4 * index])
      #expect(abs(fit.maximum.position[3 + index] - wanted) < 1e-6)
    }
    let bound =
      3 * logRootTwoPi - 0.5 * (0..<3).reduce(0) { $0 + Double.log(precision[4 * $1]) }
    #expect(abs(fit.maximum.value - bound) < 1e-9)
    #expect(fit.maximum.value < logIntegral)
  }

  /// A family that has the density: the bound is the integral, and every weight the same.
  @Test(arguments: [NormalFamily.Shape.fullRank, .lowRank(3)])
  func richFamiliesAreExact(_ shape: NormalFamily.Shape) throws {
    let fit = try fit(
      NormalFamily(shape, dimension: 3), to: correlated, from: [0, 0, 0],
      stream: RandomStream(seed: 5))
    #expect(abs(fit.maximum.value - logIntegral) < 1e-7)
    let draws = try fit.family.draws(
      100, parameters: fit.maximum.position, of: correlated, stream: RandomStream(seed: 6))
    #expect(abs(draws.bound.logEvidence - logIntegral) < 1e-4)
    #expect(draws.bound.error < 1e-4)
  }

  /// The reported bound is unbiased: it agrees with the closed form for any member.
  @Test func boundOfDrawsIsUnbiased() throws {
    let family = NormalFamily(.meanField, dimension: 3)
    let parameters = [0.3, -1, 0, -0.2, 0.1, -0.4]
    let draws = try family.draws(
      20_000, parameters: parameters, of: correlated, stream: RandomStream(seed: 7))
    var wanted = 3 * logRootTwoPi + 1.5
    for row in 0..<3 {
      wanted += parameters[3 + row]
      wanted -= precision[4 * row] * Double.exp(2 * parameters[3 + row]) / 2
      for column in 0..<3 {
        wanted -=
          precision[row * 3 + column] * (parameters[row] - mean[row])
          * (parameters[column] - mean[column]) / 2
      }
    }
    #expect(abs(draws.bound.logEvidence - wanted) < 4 * draws.bound.error)
    #expect(draws.bound.error < 0.05)
  }

  @Test func noiseHasTheMomentsOfTheDistribution() {
    let noise = balancedNoise(pairs: 10, dimension: 4, stream: RandomStream(seed: 8))
    for row in 0..<4 {
      #expect(abs((0..<20).reduce(0) { $0 + noise[$1 * 4 + row] }) < 1e-12)
      for column in 0..<4 {
        let moment = (0..<20).reduce(0) { $0 + noise[$1 * 4 + row] * noise[$1 * 4 + column] } / 20
        #expect(abs(moment - (row == column ? 1 : 0)) < 1e-12)
      }
    }
  }

  /// Of two points with weights 1 : 3, four draws have one and three.
  @Test func resamplingFollowsTheWeights() {
    let draws = ApproximateDraws(
      points: [[1], [2]], logRatios: [Double.log(0.25), Double.log(0.75)])
    let result = draws.resampled(400, stream: RandomStream(seed: 9))
    #expect(result.count { $0 == [1] } == 100)
  }
}

struct PathfinderTests {
  /// On a normal density the distribution at the end of the path is the density.
  @Test func findsANormalDensity() throws {
    let path = try findPath(
      correlated, from: [4, 4, -4], stream: RandomStream(seed: 10))
    let bound = path.draws.bound
    #expect(abs(bound.logEvidence - logIntegral) < 0.05)
    #expect(bound.logEvidence < logIntegral + 4 * bound.error)
    let count = Double(path.draws.points.count)
    for index in 0..<3 {
      let own = path.draws.points.reduce(0) { $0 + $1[index] } / count
      // Standard deviations are below 1.3, so the mean of 1000 draws is within 4 * 1.3 / √1000.
      #expect(abs(own - mean[index]) < 0.17)
    }
  }

  /// The estimate from steps along all directions, against the inverse matrix (BFGS is exact on a
  /// quadratic function after as many exact line searches as there are coordinates).
  @Test func estimateActsAsItsFactor() throws {
    var stream = RandomStream(seed: 11)
    let steps = (0..<2).map { _ in (0..<5).map { _ in stream.normal() } }
    // Gradients of a quadratic function with curvature 1 to 5.
    let changes = steps.map { $0.enumerated().map { Double($0.offset + 1) * $0.element } }
    let estimate = try #require(
      InverseHessianEstimate(
        diagonal: [1, 2, 0.5, 1, 3], steps: steps, changes: changes))
    // The secant equation of the latest step.
    for (own, wanted) in zip(estimate.times(changes[1]), steps[1]) {
      #expect(abs(own - wanted) < 1e-10)
    }
    // The factor times its transpose is the covariance.
    let images = (0..<5).map { unit in
      estimate.stretched((0..<5).map { $0 == unit ? 1 : 0 })
    }
    for row in 0..<5 {
      let column = estimate.times((0..<5).map { $0 == row ? 1 : 0 })
      for index in 0..<5 {
        let product = images.reduce(0) { $0 + $1[row] * $1[index] }
        #expect(abs(product - column[index]) < 1e-10)
      }
    }
  }
}
