import ScalarMath
import Semantics

/// A member of a set, by its position, with probabilities or with unnormalised log weights.
extension DistributionRow {
  static let categorical = DistributionRow(
    .categorical, [(.probabilities, .simplex), (.logits, .real)],
    logDensity: { s in
      guard s.isGiven(.logits) else {
        let axes = s.components(of: .probabilities)
        if let logs = s.exactLogarithm(of: .probabilities) {
          return axes.reduce(logs) { $0.element(at: s.x, along: $1) }
        }
        return logChance(axes.reduce(s[.probabilities]) { $0.element(at: s.x, along: $1) })
      }
      let axes = s.components(of: .logits)
      return axes.reduce(s[.logits]) { $0.element(at: s.x, along: $1) }
        - s[.logits].logSumExp(over: axes)
    },
    isInSupport: { s in
      let axes = s.components(of: .probabilities) + s.components(of: .logits)
      let count = axes.reduce(1) { $0 * s.size($1) }
      return (0 <= s.x).and(s.x < Double(count))
    },
    draw: { stream, p in
      let index =
        p.isGiven(.logits)
        ? stream.categorical(logits: p.array(.logits))
        : stream.categorical(weights: p.array(.probabilities))
      return [index.map(Double.init) ?? .nan]
    })
}
