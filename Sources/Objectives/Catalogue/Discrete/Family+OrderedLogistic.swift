import ScalarMath
import Semantics

/// The interval between increasing cuts in which a logistic variable around eta falls, from 0.
extension DistributionRow {
  static let orderedLogistic = DistributionRow(
    .orderedLogistic, [(.eta, .real), (.cuts, .ordered)],
    logDensity: { s in
      guard let axis = s.components(of: .cuts).first else { return s.constant(0) }
      let isFirst = s.x == 0
      let isLast = s.x == Double(s.size(axis))
      let low = s[.cuts].element(at: s.x - 1, along: axis)
      let high = s[.cuts].element(at: s.x, along: axis)
      // logistic(a) - logistic(b) = (1 - exp(b - a)) logistic(a) logistic(-b) for a > b.
      let gap = isFirst.select(1, else: isLast.select(1, else: high - low))
      let between = isFirst.select(0, else: isLast.select(0, else: log1mExpNegative(gap)))
      return between - isFirst.select(0, else: softplus(low - s[.eta]))
        - isLast.select(0, else: softplus(s[.eta] - high))
    },
    isInSupport: { s in
      let count = s.components(of: .cuts).reduce(1) { $0 * s.size($1) }
      return (0 <= s.x).and(s.x < Double(count + 1))
    },
    draw: { stream, p in
      let level = p[.eta] + .logit(stream.uniform())
      return [Double(p.array(.cuts).count { $0 < level })]
    })
}
