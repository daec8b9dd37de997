import ScalarMath
import Semantics

/// Counts with a rate.
extension DistributionRow {
  static let poisson = DistributionRow(
    .poisson, [(.rate, .nonNegative)],
    logDensity: { s in logPoissonMass(s.x, mean: s[.rate]) },
    draw: { stream, p in [stream.poisson(mean: p[.rate])] },
    mean: { [$0[.rate]] },
    variance: { [$0[.rate]] })
}
