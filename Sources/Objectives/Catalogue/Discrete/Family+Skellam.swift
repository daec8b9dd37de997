import ScalarMath
import Semantics

/// The difference of two independent Poisson counts.
extension DistributionRow {
  static let skellam = DistributionRow(
    .skellam, [(.rate1, .positive), (.rate2, .positive)],
    logDensity: { s in
      let (a, b) = (s[.rate1], s[.rate2])
      let middle = 2 * sqrt(a) * sqrt(b)
      // exp(-a - b) I(middle) with the growth exp(middle) of the Bessel function taken out.
      return 0.5 * s.x * (log(a) - log(b)) - (sqrt(a) - sqrt(b)).square
        + (logBesselI(abs(s.x), middle) - middle)
    },
    draw: { stream, p in
      [stream.poisson(mean: p[.rate1]) - stream.poisson(mean: p[.rate2])]
    },
    mean: { [$0[.rate1] - $0[.rate2]] },
    variance: { [$0[.rate1] + $0[.rate2]] })
}
