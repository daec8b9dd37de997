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
    case .multivariateNormal: Divergence { q, p in normalDivergence(q, p) }
    case .studentT, .cauchy, .halfNormal, .halfCauchy, .uniform,
      .discreteUniform, .wishart, .inverseWishart, .lkj, .bernoulli, .binomial, .categorical,
      .multinomial, .poisson, .negativeBinomial, .geometric, .vonMises, .delta, .orderedLogistic,
      .betaBinomial, .weibull, .skellam, .kernel, .flat:
      nil
    }
  }
}

/// (tr(Σ_p⁻¹ Σ_q) + m' Σ_p⁻¹ m - D) / 2 + (log |Σ_p| - log |Σ_q|) / 2 with the distance m, by
/// Cholesky factors of what is given of each.
private func normalDivergence(_ q: DensityScope, _ p: DensityScope) -> Formula {
  guard let axis = q.components.first, let own = NormalRoot(q), let other = NormalRoot(p) else {
    return q.constant(.nan)
  }
  let distance = (q[.mean] - p[.mean]).spread(along: [axis])
  let trace = other.standardisedSquares(of: own, p)
  let square = other.standardised(distance, p).square.sum(over: [other.matrix.column])
  return 0.5 * (trace + square - Double(q.size(axis))) + other.logSpread(p) - own.logSpread(q)
}

/// The Cholesky factor of the covariance or of the precision of a normal distribution.
private struct NormalRoot {
  let matrix: MatrixFormula
  let isOfPrecision: Bool

  init?(_ s: DensityScope) {
    isOfPrecision = s.isGiven(.precision)
    guard
      let root = s.matrix(.cholesky) ?? (s.matrix(.precision) ?? s.matrix(.covariance))?.factor(s)
    else { return nil }
    matrix = root
  }

  /// log |Σ| / 2.
  func logSpread(_ s: DensityScope) -> Formula {
    isOfPrecision ? -matrix.logDiagonal(s) : matrix.logDiagonal(s)
  }

  /// A vector along the rows, in units of the distribution.
  func standardised(_ x: Formula, _ s: DensityScope) -> Formula {
    isOfPrecision ? (matrix.entries * x).sum(over: [matrix.row]) : matrix.solve(x, s)
  }

  /// The sum of squares of a root of another covariance in units of this: tr(Σ⁻¹ Σ_other).
  func standardisedSquares(of other: NormalRoot, _ s: DensityScope) -> Formula {
    let inner = s.axis("inner", size: s.size(matrix.row))
    let root: Formula
    if other.isOfPrecision {
      // With precision R R', the covariance is M' M of M = R⁻¹.
      let isDiagonal = s.position(other.matrix.row) == s.position(inner)
      let inverse = other.matrix.solve(isDiagonal.select(s.constant(1), else: 0), s)
      root = s.write { builder in
        let value = builder.rename(inverse.value, from: inner, to: matrix.row)
        return builder.rename(value, from: other.matrix.column, to: inner)
      }
    } else {
      let entries = other.matrix.entries.spread(along: [other.matrix.row, other.matrix.column])
      root = s.write { builder in
        let value = builder.rename(entries.value, from: other.matrix.column, to: inner)
        return builder.rename(value, from: other.matrix.row, to: matrix.row)
      }
    }
    return standardised(root, s).square.sum(over: [matrix.column, inner])
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
