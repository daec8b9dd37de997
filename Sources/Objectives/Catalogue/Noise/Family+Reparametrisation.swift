import ScalarMath
import Semantics
import TensorIR

extension Family {
  /// How a draw of the family follows from standard noise; `nil` where none is known.
  var reparametrisation: Reparametrisation? {
    switch self {
    case .normal: .init(of: .normal) { z, s in s[.mean] + spread(s) * z }
    case .logNormal: .init(of: .normal) { z, s in exp(s[.mean] + spread(s) * z) }
    case .multivariateNormal: .init(of: .normal) { z, s in s[.mean] + correlated(z, s) }
    case .halfNormal: .init(of: .normal) { z, s in s[.sd] * abs(z) }
    case .laplace:
      .init(of: .uniform) { u, s in
        // The quantile function, from whichever end is nearer.
        let isLow = u < 0.5
        let tail = log(2 * isLow.select(u, else: 1 - u))
        return s[.mean] + s[.scale] * isLow.select(tail, else: -tail)
      }
    case .cauchy:
      .init(of: .uniform) { u, s in s[.mean] + s[.scale] * tangent(u - 0.5, s) }
    case .halfCauchy: .init(of: .uniform) { u, s in s[.scale] * tangent(0.5 * u, s) }
    case .exponential: .init(of: .uniform) { u, s in -log(u) / s[.rate] }
    case .uniform: .init(of: .uniform) { u, s in s[.lower] + (s[.upper] - s[.lower]) * u }
    case .weibull:
      .init(of: .uniform) { u, s in s[.scale] * exp(log(-log(u)) / s[.shape]) }
    case .gamma: .init { s in gammaDraw(s[.shape], s) / s[.rate] }
    case .inverseGamma: .init { s in s[.scale] / gammaDraw(s[.shape], s) }
    case .beta:
      .init { s in
        let x = gammaDraw(s[.a], s)
        return x / (x + gammaDraw(s[.b], s))
      }
    case .dirichlet:
      .init { s in
        let x = gammaDraw(s[.concentration].spread(along: s.components), s)
        return x / x.sum(over: s.components)
      }
    case .delta: .init { s in s[.value] }
    case .studentT, .discreteUniform, .wishart, .inverseWishart, .lkj, .bernoulli, .binomial,
      .categorical, .multinomial, .poisson, .negativeBinomial, .geometric, .vonMises,
      .orderedLogistic, .betaBinomial, .skellam, .kernel, .flat:
      nil
    }
  }
}

/// The standard deviation, whichever way it is given.
private func spread(_ s: NoiseScope) -> Formula {
  if s.isGiven(.precision) { return 1 / sqrt(s[.precision]) }
  return s.isGiven(.variance) ? sqrt(s[.variance]) : s[.sd]
}

private func tangent(_ turns: Formula, _ s: NoiseScope) -> Formula {
  let angle = Double.pi * turns
  return angle.apply(.tan)
}

/// L z for the lower Cholesky factor L of the covariance.
private func correlated(_ z: Formula, _ s: NoiseScope) -> Formula {
  let name: ParameterName =
    s.isGiven(.cholesky) ? .cholesky : s.isGiven(.precision) ? .precision : .covariance
  let axes = s.components(of: name)
  guard axes.count == 2 else { return z }
  let (row, column) = (axes[0], axes[1])
  let matrix = s[name].spread(along: axes)
  return s.write { builder in
    let turned = builder.rename(z.value, from: row, to: column)
    let factor =
      name == .cholesky
      ? matrix.value : builder.append(.cholesky(matrix.value, row: row, column: column))
    if name == .precision {
      // With Λ = L Lᵀ, x = L⁻ᵀ z has the covariance Λ⁻¹.
      return builder.append(
        .solveTriangular(factor, turned, row: row, column: column, transposed: true))
    }
    return builder.contract(factor, turned, over: [column])
  }
}

/// A draw of Gamma(a, 1) with its derivative by a.
///
/// For a + 1 by the rejection method of G. Marsaglia and W. Tsang (2000): the first of eight
/// proposals that is accepted, or the last (the chance that none is, is below 1e-10); times
/// u^(1/a). The derivative of the first is implicit, -(∂F/∂a) / f (M. Figurnov, S. Mohamed and
/// A. Mnih, "Implicit reparameterization gradients", 2018).
func gammaDraw(_ a: Formula, _ s: NoiseScope) -> Formula {
  let count = 8
  let axis = s.axis("proposal", size: count)
  let shape = a + 1
  let d = s.fixed(shape) - 1.0 / 3
  let z = s.noise(.normal, along: [axis])
  let root = 1 + z / (3 * sqrt(d))
  let isPositive = 0 < root
  let v = isPositive.select(root * root.square, else: 1)
  let logU = log(s.noise(.uniform, along: [axis]))
  let isBelow = logU < 0.5 * z.square + d - d * v + d * log(v)
  let place = s.position(axis)
  let isLast = place == Double(count - 1)
  let accepted = isLast.select(1, else: isPositive.and(isBelow).select(z.constant(1), else: 0))
  let before = s.write {
    $0.append(
      .cumulativeSum(accepted.value, along: axis, exclusive: true, reversed: false))
  }
  let isFirst = before < 0.5
  let chosen = (isFirst.select(accepted, else: 0) * d * v).sum(over: [axis])
  let x = s.fixed(chosen)
  let logF = s.write { DistributionRow.gammaLogCDF(&$0, x.value, shape: shape.value) }
  let density = s.fixed(log(x) * (shape - 1) - x - logGamma(shape))
  let slope = exp(s.fixed(logF) - density)
  let moved = x - slope * (logF - s.fixed(logF))
  let boost = exp(log(s.noise(.uniform)) / a)
  return max(moved * boost, 1e-300)
}

extension DistributionRow {
  /// log P(X <= x) for X of Gamma(shape, 1).
  fileprivate static func gammaLogCDF(
    _ builder: inout ProgramBuilder, _ x: ValueID, shape: ValueID
  ) -> ValueID {
    let parameters: Parameters = [
      .shape: Operand(shape), .rate: Operand(builder.constant(1)),
    ]
    return DistributionRow.gamma.logCDF.map { $0(&builder, x, parameters) } ?? x
  }
}
