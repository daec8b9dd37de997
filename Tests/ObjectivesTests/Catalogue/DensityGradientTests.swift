import Autodiff
import Backends
import Semantics
import TensorIR
import Testing

@testable import Objectives

/// Derivatives of the catalogue's densities against finite differences.
@Suite struct DensityGradientTests {
  /// A value of a density program and its gradient in its real inputs.
  private struct Slopes {
    private var value: Backends
    private var slopes: Backends
    private let inputs: [[Double]]
    /// The inputs to differentiate by: not a draw that is a count.
    let range: Range<Int>

    init(
      _ family: Family, _ program: DensityProgram, _ value: ValueID, tolerance: Double? = nil
    ) throws {
      var builder = program.builder
      range = (family.isDiscrete ? 1 : 0)..<program.values.count
      let gradients = builder.gradient(of: value, withRespectTo: Array(program.values[range]))
      let outputs = gradients.map { Output(name: "", value: $0) }
      slopes = try Backends(builder.finish(outputs), tolerance: tolerance)
      self.value = try Backends(
        program.builder.finish([Output(name: "", value: value)]), tolerance: tolerance)
      inputs = program.inputs
    }

    mutating func gradient() -> [[Double]] {
      slopes.run(inputs.flatMap { $0 })
      return range.map { slopes.output($0 - range.lowerBound) }
    }

    /// The difference quotient of fourth order; nil where rounding keeps it from settling.
    mutating func difference(input: Int, element: Int) -> Double? {
      let size = inputs[input][element] == 0 ? 0.1 : abs(inputs[input][element])
      let coarse = quotient(input, element, step: 1e-3 * size)
      let fine = quotient(input, element, step: 5e-4 * size)
      let noise = 0x1p-50 * max(abs(at(input, element, 0)), 1) / (1e-3 * size)
      let isSettled = max(abs(coarse - fine), noise) <= 1e-7 * abs(fine)
      return isSettled && fine != 0 ? fine : nil
    }

    private mutating func quotient(_ input: Int, _ element: Int, step: Double) -> Double {
      let near = at(input, element, step) - at(input, element, -step)
      let far = at(input, element, 2 * step) - at(input, element, -2 * step)
      return (8 * near - far) / (12 * step)
    }

    private mutating func at(_ input: Int, _ element: Int, _ shift: Double) -> Double {
      var moved = inputs
      moved[input][element] += shift
      value.run(moved.flatMap { $0 })
      return value.scalar(0)
    }
  }

  /// Compares all derivatives that differences settle; returns how many those are.
  private func compare(
    _ row: DensityCase, _ program: DensityProgram, _ value: ValueID, tolerance: Double? = nil
  ) throws -> Int {
    var slopes = try Slopes(row.family, program, value, tolerance: tolerance)
    let gradient = slopes.gradient()
    #expect(gradient.joined().allSatisfy { !$0.isNaN }, "gradient of \(row) is \(gradient)")
    var count = 0
    for (input, elements) in zip(slopes.range, gradient) {
      for (element, found) in elements.enumerated() {
        guard let expected = slopes.difference(input: input, element: element) else { continue }
        let error = abs(found - expected) / abs(expected)
        #expect(error < 1e-6, "input \(input).\(element) of \(row): \(found), not \(expected)")
        count += 1
      }
    }
    return count
  }

  /// About so many rows of the table, at an odd distance so that no pattern of it is missed.
  private func some(_ count: Int, _ isWanted: (DensityCase) -> Bool) throws -> [DensityCase] {
    let rows = try DensityTests.table.get().filter(isWanted)
    return stride(from: 0, to: rows.count, by: rows.count / count | 1).map { rows[$0] }
  }

  @Test(arguments: Family.allCases.filter { ![.flat, .delta, .discreteUniform].contains($0) })
  func gradientMatchesFiniteDifferences(_ family: Family) throws {
    var count = 0
    for row in try some(12, { $0.family == family }) {
      var program = DensityProgram(family, row.parameters, at: row.draw)
      let value = program.write(family.row.logDensity)
      // At the ends of a support there is no derivative.
      guard family != .beta || (row.draw != [0] && row.draw != [1]) else { continue }
      count += try compare(row, program, value)
    }
    #expect(count >= 3)
  }

  @Test(arguments: Family.allCases.filter { $0.row.logCDF != nil })
  func gradientOfTailsMatchesFiniteDifferences(_ family: Family) throws {
    var count = 0
    for row in try some(4, { $0.family == family && $0.logCDF != nil }) {
      let logCDF = try #require(family.row.logCDF)
      let logSurvival = try #require(family.row.logSurvival)
      var program = DensityProgram(family, row.parameters, at: row.draw)
      for tail in [logCDF, logSurvival] {
        let value = program.write { tail(&$0, $1.value, $2) }
        // The ratio of density and tail is the exponential of a difference of logarithms, which
        // at 10,000 deviations have lost eight digits.
        count += try compare(row, program, value, tolerance: 1e-6)
      }
    }
    #expect(count >= 3)
  }

  /// Nothing outside the support, nor an absent side, spoils the gradient of a truncated density.
  @Test func gradientOfAnEmptySideIsFinite() throws {
    let cases: [(Family, [ParameterName: [Double]], Double, Double)] = [
      (.exponential, [.rate: [2]], -1, 0.5), (.gamma, [.shape: [0.4], .rate: [2]], 0, 0.5),
      (.beta, [.a: [0.4], .b: [2]], 0, 1), (.normal, [.mean: [0], .sd: [1]], 20, 21),
      (.halfNormal, [.sd: [1]], 0, 3), (.poisson, [.rate: [2]], -1, 4),
      (.binomial, [.trials: [4], .probability: [0.3]], 1, 4),
      (.uniform, [.lower: [0], .upper: [1]], -1, 0.5),
    ]
    for (family, parameters, lower, upper) in cases {
      var program = DensityProgram(family, parameters, at: [lower])
      let value = try #require(
        program.write { builder, draw, parameters in
          family.row.logProbability(
            &builder, parameters, above: draw.value, below: builder.constant(upper))
        })
      var slopes = try Slopes(family, program, value)
      let gradient = slopes.gradient()
      #expect(gradient.joined().allSatisfy { $0.isFinite }, "\(family): \(gradient)")
    }
  }
}
