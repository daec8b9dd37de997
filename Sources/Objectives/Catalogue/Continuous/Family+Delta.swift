import Semantics

/// All probability on one value.
extension DistributionRow {
  static let delta = DistributionRow(
    .delta, [],
    logDensity: { s in
      (s.x == s[.value]).select(s.constant(0), else: -.infinity).sum(over: s.components)
    },
    draw: { _, p in p.array(.value) },
    mean: { $0.array(.value) },
    variance: { $0.array(.value).map { _ in 0 } })
}
