import ScalarMath
import Semantics

/// Uniform between two bounds.
extension DistributionRow {
  static let uniform = DistributionRow(
    .uniform, [(.lower, .real), (.upper, .aboveLower)],
    logDensity: { s in
      let isWide = s[.lower] < s[.upper]
      return isWide.select(-log(isWide.select(s[.upper] - s[.lower], else: 1)), else: -.infinity)
    },
    isInSupport: { s in (s[.lower] <= s.x).and(s.x <= s[.upper]) },
    tails: Tails(
      logCDF: { s in logShare(s.x - s[.lower], of: s[.upper] - s[.lower]) },
      logSurvival: { s in logShare(s[.upper] - s.x, of: s[.upper] - s[.lower]) },
      numericLogCDF: { x, p in logShare(x - p[.lower], of: p[.upper] - p[.lower]) },
      numericLogSurvival: { x, p in logShare(p[.upper] - x, of: p[.upper] - p[.lower]) }),
    draw: { stream, p in [stream.uniform(from: p[.lower], to: p[.upper])] },
    mean: { [0.5 * $0[.lower] + 0.5 * $0[.upper]] },
    variance: { p in
      let width = p[.upper] - p[.lower]
      return [width * width / 12]
    })
}

/// log(part / whole), between -infinity and 0 where the part is none or all.
private func logShare(_ part: Formula, of whole: Formula) -> Formula {
  let isSome = 0 < part
  let isPartial = isSome.and(part < whole)
  let share = isPartial.select(part, else: 1) / isPartial.select(whole, else: 1)
  return isSome.select(log(share), else: -.infinity)
}

private func logShare(_ part: Double, of whole: Double) -> Double {
  .log(min(max(part / whole, 0), 1))
}
