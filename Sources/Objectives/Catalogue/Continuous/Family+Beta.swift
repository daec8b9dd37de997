import ScalarMath
import Semantics

/// Beta: x^(a-1) (1-x)^(b-1) / B(a, b).
extension DistributionRow {
  static let beta = DistributionRow(
    .beta, [(.a, .positive), (.b, .positive)],
    logDensity: { s in
      let (a, b) = (s[.a], s[.b])
      if s.x.isOpen { return (a - 1) * log(s.x) + (b - 1) * log1p(-s.x) - logBeta(a, b) }
      // The weight of log(1 - x) may be zero where x is one.
      let isEnd = s.x == 1
      let inside = (b - 1) * log1p(-isEnd.select(0.5, else: s.x))
      let upper = isEnd.select(xLogY(b - 1, 1 - s.x), else: inside)
      return xLogY(a - 1, s.x) + upper - logBeta(a, b)
    },
    tails: Tails(
      logCDF: { s in
        onPositive(s) { x, s in
          let isInside = x < 1
          let tails = BetaTails(s, isInside.select(x, else: 0.5), s[.a], s[.b])
          return isInside.select(tails.lower, else: 0)
        }
      },
      logSurvival: { s in
        abovePositive(s) { x, s in
          let isInside = x < 1
          let tails = BetaTails(s, isInside.select(x, else: 0.5), s[.a], s[.b])
          return isInside.select(tails.upper, else: -.infinity)
        }
      },
      numericLogCDF: { x, p in .logRegularizedBeta(min(max(x, 0), 1), p[.a], p[.b]) },
      numericLogSurvival: { x, p in
        .logRegularizedBetaComplement(min(max(x, 0), 1), p[.a], p[.b])
      }),
    draw: { stream, p in [stream.beta(p[.a], p[.b])] },
    mean: { [$0[.a] / ($0[.a] + $0[.b])] },
    variance: { p in
      let n = p[.a] + p[.b]
      return [p[.a] / n * (p[.b] / n) / (n + 1)]
    })
}
