import ScalarMath
import Semantics

/// Dirichlet: the product of x_k^(conc_k - 1), over the simplex.
extension DistributionRow {
  static let dirichlet = DistributionRow(
    .dirichlet, [(.concentration, .positive)],
    logDensity: { s in
      let conc = s[.concentration]
      return xLogY(conc - 1, s.x).sum(over: s.components) + logGamma(conc.sum(over: s.components))
        - logGamma(conc).sum(over: s.components)
    },
    draw: { stream, p in stream.dirichlet(concentrations(p)) },
    mean: { p in
      let conc = concentrations(p)
      let total = conc.reduce(0, +)
      return conc.map { $0 / total }
    },
    variance: { p in
      let conc = concentrations(p)
      let total = conc.reduce(0, +)
      return conc.map { $0 / total * (1 - $0 / total) / (total + 1) }
    })
}

/// One concentration for each element; a single number stands for all.
private func concentrations(_ p: NumericParameters) -> [Double] {
  let given = p.array(.concentration)
  return given.count == 1 ? Array(repeating: given[0], count: p.dimension) : given
}
