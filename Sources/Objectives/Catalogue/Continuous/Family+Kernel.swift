import ScalarMath
import Semantics

/// The kernel density of a sample: the mean of normal densities around its points.
extension DistributionRow {
  static let kernel = DistributionRow(
    .kernel, [(.data, .real), (.bandwidth, .positive)],
    logDensity: { s in
      let axes = s.components(of: .data)
      let count = axes.reduce(1.0) { $0 * Double(s.size($1)) }
      let z = (s.x - s[.data]) / s[.bandwidth]
      let total = (-0.5 * z.square).logSumExp(over: axes)
      return total - log(s[.bandwidth]) - (halfLogTwoPi + .log(count))
    },
    draw: { stream, p in
      let points = p.array(.data)
      let centre = stream.categorical(weights: points.map { _ in 1 }).map { points[$0] }
      return [stream.normal(mean: centre ?? .nan, sd: p[.bandwidth])]
    },
    mean: { [moments(of: $0.array(.data)).mean] },
    variance: { [moments(of: $0.array(.data)).variance + $0[.bandwidth] * $0[.bandwidth]] })
}

private func moments(of numbers: [Double]) -> (mean: Double, variance: Double) {
  let count = Double(numbers.count)
  let mean = numbers.reduce(0, +) / count
  return (mean, numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count)
}
