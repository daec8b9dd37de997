import ScalarMath
import Semantics

/// Normal with a mean and a standard deviation, a variance or a precision.
extension DistributionRow {
  static let normal = DistributionRow(
    .normal,
    [(.mean, .real), (.sd, .positive), (.variance, .positive), (.precision, .positive)],
    logDensity: { s in
      -0.5 * standardized(s.x, s).square - logSpread(s) - halfLogTwoPi
    },
    tails: Tails(
      logCDF: { logNormalCDF(standardized($0.x, $0)) },
      logSurvival: { logNormalCDF(-standardized($0.x, $0)) },
      numericLogCDF: { x, p in .logNormalCDF((x - p[.mean]) / spread(p)) },
      numericLogSurvival: { x, p in .logNormalCDF((p[.mean] - x) / spread(p)) }),
    draw: { stream, p in [stream.normal(mean: p[.mean], sd: spread(p))] },
    mean: { [$0[.mean]] },
    variance: { [spread($0) * spread($0)] })
}

/// (x - mean) / sd, whichever way the spread is given.
func standardized(_ x: Formula, _ s: DensityScope) -> Formula {
  let distance = x - s[.mean]
  if s.isGiven(.precision) { return distance * sqrt(s[.precision]) }
  return distance / (s.isGiven(.variance) ? sqrt(s[.variance]) : s[.sd])
}

/// log sd, whichever way the spread is given.
func logSpread(_ s: DensityScope) -> Formula {
  if s.isGiven(.precision) { return -0.5 * log(s[.precision]) }
  return s.isGiven(.variance) ? 0.5 * log(s[.variance]) : log(s[.sd])
}

/// The standard deviation, whichever way it is given.
func spread(_ p: NumericParameters) -> Double {
  if p.isGiven(.precision) { return 1 / p[.precision].squareRoot() }
  return p.isGiven(.variance) ? p[.variance].squareRoot() : p[.sd]
}
