import ScalarMath
import Semantics

/// The kernel density of a sample: the mean of normal densities around its points.
extension DistributionRow {
  static let kernel = DistributionRow(
    .kernel, [(.data, .real), (.bandwidth, .positive)],
    logDensity: { s in
      let z = (s.x - s[.data]) / s[.bandwidth]
      return logMean(-0.5 * z.square, s) - log(s[.bandwidth]) - halfLogTwoPi
    },
    tails: Tails(
      logCDF: { s in logMean(logNormalCDF((s.x - s[.data]) / s[.bandwidth]), s) },
      logSurvival: { s in logMean(logNormalCDF((s[.data] - s.x) / s[.bandwidth]), s) },
      numericLogCDF: { x, p in
        logMean(p.array(.data).map { .logNormalCDF((x - $0) / p[.bandwidth]) })
      },
      numericLogSurvival: { x, p in
        logMean(p.array(.data).map { .logNormalCDF(($0 - x) / p[.bandwidth]) })
      }),
    draw: { stream, p in
      let points = p.array(.data)
      let centre = stream.categorical(weights: points.map { _ in 1 }).map { points[$0] }
      return [stream.normal(mean: centre ?? .nan, sd: p[.bandwidth])]
    },
    mean: { [moments(of: $0.array(.data)).mean] },
    variance: { [moments(of: $0.array(.data)).variance + $0[.bandwidth] * $0[.bandwidth]] })
}

/// The logarithm of the mean over the sample of the exponentials.
private func logMean(_ terms: Formula, _ s: DensityScope) -> Formula {
  let axes = s.components(of: .data)
  let count = axes.reduce(1.0) { $0 * Double(s.size($1)) }
  return terms.logSumExp(over: axes) - .log(count)
}

private func logMean(_ terms: [Double]) -> Double {
  .logSumExp(terms) - .log(Double(terms.count))
}

private func moments(of numbers: [Double]) -> (mean: Double, variance: Double) {
  let count = Double(numbers.count)
  let mean = numbers.reduce(0, +) / count
  return (mean, numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count)
}
