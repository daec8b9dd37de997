import Autodiff
import ScalarMath
import Semantics
import TensorIR
import Testing

@testable import Objectives

/// What many draws of the noise give: the value, then the gradient.
struct Estimates {
  let means: [Double]
  let standardErrors: [Double]
  /// Of a single estimate.
  var variances: [Double] { standardErrors.map { Double(count) * $0 * $0 } }
  private let count: Int

  init(_ lowered: LoweredDensity, at u: [Double], count: Int, seed: UInt64 = 1) throws {
    let program = lowered.drawingAnew().steppable { differentiate($0, output: 0) }
    var interpreter = try Interpreter(program, data: lowered.data)
    let stream = RandomStream(seed: seed)
    var point = u + [Double](repeating: 0, count: lowered.noise.reduce(0) { $0 + $1.count })
    var sums = [Double](repeating: 0, count: u.count + 1)
    var squares = sums
    for step in 0..<count {
      var offset = u.count
      for input in lowered.noise {
        var target = point.mutableSpan
        input.fill(&target, at: offset, step: step, stream: stream)
        offset += input.count
      }
      interpreter.run(point)
      let values =
        [interpreter.scalar(0)]
        + lowered.blocks.indices.flatMap { interpreter.output($0 + 1) }
      for (index, value) in values.enumerated() {
        sums[index] += value
        squares[index] += value * value
      }
    }
    let n = Double(count)
    let means = sums.map { $0 / n }
    self.means = means
    self.count = count
    standardErrors = zip(squares, means).map {
      (max(0, $0 / n - $1 * $1) / (n - 1)).squareRoot()
    }
  }

  /// Expects the means to be some numbers, within four standard errors.
  func expect(_ wanted: [Double], sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(means.count == wanted.count, sourceLocation: sourceLocation)
    for (index, (mean, error)) in zip(means, standardErrors).enumerated() {
      let distance = abs(mean - wanted[index])
      #expect(
        distance <= 4 * error + 1e-10 * max(1, abs(wanted[index])),
        "\(index): \(mean) ± \(error), wanted \(wanted[index])", sourceLocation: sourceLocation)
    }
  }
}

/// The gradient of a function by central differences, behind its value.
func withGradient(_ u: [Double], _ f: ([Double]) -> Double) -> [Double] {
  [f(u)]
    + u.indices.map { index in
      var (high, low) = (u, u)
      high[index] += 1e-5
      low[index] -= 1e-5
      return (f(high) - f(low)) / 2e-5
    }
}

/// log N(x; m, s).
func logNormal(_ x: Double, _ m: Double, _ s: Double) -> Double {
  -0.5 * (x - m) * (x - m) / (s * s) - Double.log(s) - 0.5 * Double.log(2 * .pi)
}

/// The divergence of normal distributions.
func normalDivergence(_ m: Double, _ s: Double, from a: Double, _ b: Double) -> Double {
  Double.log(b / s) + (s * s + (m - a) * (m - a)) / (2 * b * b) - 0.5
}
