import ScalarMath
import Semantics
import TensorIR
import Testing

@testable import Objectives

/// Probabilities of intervals, which truncated densities are divided by.
@Suite struct TruncationTests {
  /// Logarithms of differences of the distribution function, by mpmath at 60 digits.
  static let intervals: [(Family, [ParameterName: [Double]], Double, Double, Double)] = [
    (.normal, [.mean: [0], .sd: [1]], 8, 9, -35.01361859343715),
    (.normal, [.mean: [0], .sd: [1]], -9, -8, -35.01361859343715),
    (.normal, [.mean: [0], .sd: [1]], 30, 30.001, -457.8416564778848),
    (.normal, [.mean: [0], .sd: [1]], -1, 2, -0.2001662943244626),
    (.normal, [.mean: [0], .sd: [1]], 0.5, 40, -1.1759117615936185),
    (.cauchy, [.mean: [0], .scale: [1]], 10000000000.0, 20000000000.0, -24.8637279963498),
    (.cauchy, [.mean: [0], .scale: [1]], -300000000.0, -100000000.0, -19.97087573790993),
    (.cauchy, [.mean: [0], .scale: [1]], -1, 1, -0.6931471805599453),
    (.exponential, [.rate: [1]], 700, 701, -700.4586751453871),
    (.exponential, [.rate: [1]], 1e-12, 2e-12, -27.631021115930047),
    (.exponential, [.rate: [1]], -1, 0.5, -0.9327521295671886),
  ]

  @Test(arguments: intervals.indices) func logProbabilityAgreesWithReference(_ index: Int) throws {
    let (family, parameters, lower, upper, expected) = Self.intervals[index]
    var program = DensityProgram(family, parameters, at: [lower])
    let row = family.row
    let value = try #require(
      program.write { builder, draw, parameters in
        row.logProbability(
          &builder, parameters, above: draw.value, below: builder.constant(upper))
      })
    let found = try evaluate(program, [value])[0]
    #expect(abs(found - expected) <= 1e-12 * max(1, abs(expected)), "\(found)")
  }

  @Test func missingBoundsLeaveTheTails() throws {
    let row = Family.normal.row
    var program = DensityProgram(.normal, [.mean: [0], .sd: [1]], at: [1.5])
    let outputs = program.write { builder, draw, parameters in
      [
        row.logProbability(&builder, parameters, above: nil, below: nil),
        row.logProbability(&builder, parameters, above: nil, below: draw.value),
        row.logProbability(&builder, parameters, above: draw.value, below: nil),
      ].compactMap { $0 }
    }
    let found = try evaluate(program, outputs)
    #expect(found == [0, .logNormalCDF(1.5), .logNormalCDF(-1.5)])
  }

  @Test func familiesWithoutDistributionFunctionAreNotTruncated() {
    var program = DensityProgram(.skellam, [.rate1: [1], .rate2: [1]], at: [0.5])
    let outputs = program.write { builder, draw, parameters in
      [Family.skellam.row.logProbability(&builder, parameters, above: draw.value, below: nil)]
        .compactMap { $0 }
    }
    #expect(outputs.isEmpty)
  }

  /// The factor of a matrix has its density times the stretch of L to L L', Π L_ii^(D - i).
  @Test(arguments: [0.4, 1, 3]) func densityOfTheFactorIsThatOfTheMatrix(_ eta: Double) throws {
    let factor = [1, 0, 0, 0.6, 0.8, 0, -0.3, 0.1, Double.sqrt(0.9)]
    let matrix = DenseMatrix.square(lower: factor, order: 3)
    var ofMatrix = DensityProgram(.lkj, [.eta: [eta]], at: matrix)
    var ofFactor = DensityProgram(.lkj, [.eta: [eta]], at: factor)
    let density = ofMatrix.write(Family.lkj.row.logDensity)
    let other = ofFactor.write(DistributionRow.lkjFactor.logDensity)
    let expected = try evaluate(ofMatrix, [density])[0] + Double.log(0.8)
    #expect(abs(try evaluate(ofFactor, [other])[0] - expected) < 1e-13)
  }
}
