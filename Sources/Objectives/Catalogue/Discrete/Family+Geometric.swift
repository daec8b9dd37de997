import ScalarMath
import Semantics

/// The number of failures before the first success.
extension DistributionRow {
  static let geometric = DistributionRow(
    .geometric, [(.probability, .unit)],
    logDensity: { s in log(s[.probability]) + xLogComplement(s.x, s[.probability]) },
    draw: { stream, p in [stream.geometric(p[.probability])] },
    mean: { [(1 - $0[.probability]) / $0[.probability]] },
    variance: { [(1 - $0[.probability]) / ($0[.probability] * $0[.probability])] })
}
