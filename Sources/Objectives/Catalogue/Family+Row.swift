import Semantics

extension Family {
  /// The numeric half of the family.
  var row: DistributionRow {
    switch self {
    case .normal: .normal
    case .multivariateNormal: .multivariateNormal
    case .logNormal: .logNormal
    case .studentT: .studentT
    case .laplace: .laplace
    case .cauchy: .cauchy
    case .halfNormal: .halfNormal
    case .halfCauchy: .halfCauchy
    case .exponential: .exponential
    case .gamma: .gamma
    case .inverseGamma: .inverseGamma
    case .beta: .beta
    case .uniform: .uniform
    case .discreteUniform: .discreteUniform
    case .dirichlet: .dirichlet
    case .wishart: .wishart
    case .inverseWishart: .inverseWishart
    case .lkj: .lkj
    case .bernoulli: .bernoulli
    case .binomial: .binomial
    case .categorical: .categorical
    case .multinomial: .multinomial
    case .poisson: .poisson
    case .negativeBinomial: .negativeBinomial
    case .geometric: .geometric
    case .vonMises: .vonMises
    case .delta: .delta
    case .orderedLogistic: .orderedLogistic
    case .betaBinomial: .betaBinomial
    case .weibull: .weibull
    case .skellam: .skellam
    case .kernel: .kernel
    case .flat: .flat
    }
  }

  /// The row for a draw of a declared type: `LKJ` also draws Cholesky factors.
  func row(drawing type: ValueType) -> DistributionRow {
    switch type {
    case .array(let element, _): row(drawing: element)
    case .choleskyCorrelation where self == .lkj: .lkjFactor
    case .real, .positive, .unit, .interval, .spread, .int, .nat, .bool, .member, .simplex,
      .ordered, .positiveOrdered, .covariance, .correlation, .choleskyFactor,
      .choleskyCorrelation, .weights, .optional, .record, .group, .poison:
      row
    }
  }
}
