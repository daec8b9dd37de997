import Semantics
import TensorIR

/// The divergence KL(q ‖ p) of two distributions of one family, as a formula of their parameters.
///
/// Sums over the components of one draw. Formulas: S. Kullback and R. Leibler (1951); collected in
/// W. Penny, "KL-divergences of Normal, Gamma, Dirichlet and Wishart densities" (2001).
struct Divergence: Sendable {
  let formula: @Sendable (_ q: DensityScope, _ p: DensityScope) -> Formula

  init(_ formula: @escaping @Sendable (_ q: DensityScope, _ p: DensityScope) -> Formula) {
    self.formula = formula
  }
}

extension Family {
  /// The divergence of two distributions of this family; `nil` where no closed form is known.
  var divergence: Divergence? {
    switch self {
    case .normal, .logNormal:
      // In units of p: with r = s_q / s_p and the distance m, (r² + m² - 1) / 2 - log r.
      Divergence { q, p in
        let logRatio = logSpread(q) - logSpread(p)
        let distance = (q[.mean] - p[.mean]) * exp(-logSpread(p))
        return 0.5 * (exp(2 * logRatio) + distance.square - 1) - logRatio
      }
    case .exponential:
      Divergence { q, p in
        let ratio = p[.rate] / q[.rate]
        return ratio - 1 - log(ratio)
      }
    case .laplace:
      Divergence { q, p in
        let distance = abs(q[.mean] - p[.mean])
        return log(p[.scale] / q[.scale]) - 1 + distance / p[.scale]
          + q[.scale] / p[.scale] * exp(-distance / q[.scale])
      }
    case .gamma: Divergence { q, p in gammaDivergence(q, p, rate: .rate) }
    case .inverseGamma: Divergence { q, p in gammaDivergence(q, p, rate: .scale) }
    case .beta:
      Divergence { q, p in
        let total = q[.a] + q[.b]
        return logBeta(p[.a], p[.b]) - logBeta(q[.a], q[.b])
          + (q[.a] - p[.a]) * digamma(q[.a]) + (q[.b] - p[.b]) * digamma(q[.b])
          + (p[.a] + p[.b] - total) * digamma(total)
      }
    case .dirichlet:
      Divergence { q, p in
        let axes = q.components
        let a = q[.concentration].spread(along: axes)
        let b = p[.concentration].spread(along: axes)
        let (sumA, sumB) = (a.sum(over: axes), b.sum(over: axes))
        return logGamma(sumA) - logGamma(sumB)
          + (logGamma(b) - logGamma(a) + (a - b) * (digamma(a) - digamma(sumA)))
          .sum(over: axes)
      }
    case .multivariateNormal, .studentT, .cauchy, .halfNormal, .halfCauchy, .uniform,
      .discreteUniform, .wishart, .inverseWishart, .lkj, .bernoulli, .binomial, .categorical,
      .multinomial, .poisson, .negativeBinomial, .geometric, .vonMises, .delta, .orderedLogistic,
      .betaBinomial, .weibull, .skellam, .kernel, .flat:
      nil
    }
  }
}

/// With shapes a and rates b: (a_q - a_p) ψ(a_q) - log Γ(a_q) + log Γ(a_p)
/// + a_p log(b_q / b_p) + a_q (b_p - b_q) / b_q; of an inverse gamma variable b is the scale.
private func gammaDivergence(
  _ q: DensityScope, _ p: DensityScope, rate: ParameterName
) -> Formula {
  let (a, b) = (q[.shape], p[.shape])
  let ratio = p[rate] / q[rate]
  return (a - b) * digamma(a) - logGamma(a) + logGamma(b) - b * log(ratio) + a * (ratio - 1)
}

private func digamma(_ x: Formula) -> Formula { x.apply(.polygamma(0)) }
