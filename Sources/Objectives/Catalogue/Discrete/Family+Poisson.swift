import ScalarMath
import Semantics

/// Counts with a rate.
extension DistributionRow {
  static let poisson = DistributionRow(
    .poisson, [(.rate, .nonNegative)],
    logDensity: { s in logPoissonMass(s.x, mean: s[.rate]) },
    tails: Tails(
      logCDF: { onCounts($0) { k, s in GammaTails(s, shape: k + 1, at: s[.rate]).upper } },
      logSurvival: { aboveCounts($0) { k, s in GammaTails(s, shape: k + 1, at: s[.rate]).lower } },
      numericLogCDF: { x, p in
        x < 0 ? -.infinity : .logRegularizedGammaQ(x.rounded(.down) + 1, p[.rate])
      },
      numericLogSurvival: { x, p in
        x < 0 ? 0 : .logRegularizedGammaP(x.rounded(.down) + 1, p[.rate])
      },
      isDiscrete: true),
    draw: { stream, p in [stream.poisson(mean: p[.rate])] },
    mean: { [$0[.rate]] },
    variance: { [$0[.rate]] })
}
