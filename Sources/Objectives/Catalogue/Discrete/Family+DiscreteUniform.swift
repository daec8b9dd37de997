import ScalarMath
import Semantics

/// Uniform over the whole numbers, or positions of members, from `lower` to `upper` inclusive.
extension DistributionRow {
  static let discreteUniform = DistributionRow(
    .discreteUniform, [(.lower, .real), (.upper, .real)],
    logDensity: { s in
      let count = s[.upper] - s[.lower] + 1
      return (0 < count).select(-log(max(count, 1)), else: -.infinity)
    },
    isInSupport: { s in (s[.lower] <= s.x).and(s.x <= s[.upper]) },
    draw: { stream, p in
      let count = p[.upper] - p[.lower] + 1
      return [count >= 1 ? p[.lower] + (count * stream.uniform()).rounded(.down) : .nan]
    },
    mean: { [0.5 * ($0[.lower] + $0[.upper])] },
    variance: { p in
      let count = p[.upper] - p[.lower] + 1
      return [(count * count - 1) / 12]
    })
}
