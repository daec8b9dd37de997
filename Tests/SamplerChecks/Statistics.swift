/// Returns sqrt(n) times the largest distance between the empirical and the given distribution.
public func kolmogorovSmirnov(_ draws: [Double], cdf: (Double) -> Double) -> Double {
  let count = Double(draws.count)
  var largest = 0.0
  for (index, draw) in draws.sorted().enumerated() {
    let expected = cdf(draw)
    guard expected >= 0, expected <= 1 else { return .infinity }
    largest = max(largest, expected - Double(index) / count, Double(index + 1) / count - expected)
  }
  return largest * count.squareRoot()
}

/// Exceeded by a correct sampler with probability 2 exp(-2 2.2^2) = 1.3e-4.
public let ksLimit = 2.2

/// Returns the chi-square statistic of counts 0, 1, … and its degrees of freedom.
///
/// Neighbouring values are pooled until at least ten draws are expected.
public func chiSquare(
  _ draws: [Double], upTo last: Int, mass: (Double) -> Double
) -> (statistic: Double, degrees: Double) {
  var statistic = 0.0
  var cells = 0
  var (seen, expected, expectedSoFar, seenSoFar) = (0.0, 0.0, 0.0, 0.0)
  let total = Double(draws.count)
  var counts: [Double: Double] = [:]
  for draw in draws { counts[draw, default: 0] += 1 }
  for value in 0...last {
    seen += counts[Double(value)] ?? 0
    expected += total * mass(Double(value))
    guard expected >= 10, total - expectedSoFar - expected >= 10 else { continue }
    statistic += (seen - expected) * (seen - expected) / expected
    (seenSoFar, expectedSoFar) = (seenSoFar + seen, expectedSoFar + expected)
    (seen, expected) = (0, 0)
    cells += 1
  }
  let rest = total - expectedSoFar
  statistic += (total - seenSoFar - rest) * (total - seenSoFar - rest) / rest
  return (statistic, Double(cells))
}

/// The largest distance of the sample's mean and variance from the given ones, in standard errors.
public func momentScore(_ draws: [Double], mean: Double, variance: Double) -> Double {
  let count = Double(draws.count)
  let found = draws.reduce(0, +) / count
  let squares = draws.map { ($0 - mean) * ($0 - mean) }
  let spread = squares.reduce(0, +) / count
  let fourth = squares.reduce(0) { $0 + ($1 - spread) * ($1 - spread) } / count
  return max(
    abs(found - mean) / (variance / count).squareRoot(),
    abs(spread - variance) / (fourth / count).squareRoot())
}
