extension Family {
  /// What the family takes and draws: section 11 of the language reference, section 19, items 14
  /// and 24.
  public var signature: Signature {
    switch self {
    case .normal:
      Signature([.mean(.real), .spread], .real)
    case .multivariateNormal:
      Signature([.mean(.vector), .matrix], .vector)
    case .logNormal: Signature([.mean(.real), .spread], .positive)
    case .studentT: Signature([.one(.degrees, .positive), .mean(.real), .sd], .real)
    case .laplace: Signature([.mean(.real), .one(.scale, .positive)], .real)
    case .cauchy: Signature([.mean(.real), .one(.scale, .positive)], .real)
    case .halfNormal: Signature([.sd], .positive)
    case .halfCauchy: Signature([.one(.scale, .positive)], .positive)
    case .exponential: Signature([.one(.rate, .positive)], .positive)
    case .gamma: Signature([.one(.shape, .positive), .one(.rate, .positive)], .positive)
    case .inverseGamma: Signature([.one(.shape, .positive), .one(.scale, .positive)], .positive)
    case .beta: Signature([.one(.a, .positive), .one(.b, .positive)], .unit)
    case .uniform: Signature([.one(.lower, .real), .one(.upper, .real)], .interval)
    case .discreteUniform: Signature([.one(.members, .members)], .members)
    case .dirichlet: Signature([.one(.concentration, .positiveVector)], .simplex)
    case .wishart, .inverseWishart:
      Signature([.one(.degrees, .positive), .one(.scale, .positiveDefinite)], .covariance)
    case .lkj: Signature([.one(.eta, .positive)], .correlation)
    case .bernoulli: Signature([.either(.probability, .unit, .logit, .real)], .bool)
    case .binomial: Signature([.one(.trials, .nat), .one(.probability, .unit)], .nat)
    case .categorical:
      Signature([.either(.probabilities, .probabilities, .logits, .vector)], .member)
    case .multinomial:
      Signature([.one(.trials, .nat), .one(.probabilities, .probabilities)], .counts)
    case .poisson: Signature([.one(.rate, .positive)], .nat)
    case .negativeBinomial:
      Signature([.mean(.positive), .one(.concentration, .positive)], .nat)
    case .geometric: Signature([.one(.probability, .unit)], .nat)
    case .vonMises: Signature([.mean(.real), .one(.concentration, .positive)], .real)
    case .delta: Signature([.one(.value, .anything)], .value)
    case .orderedLogistic: Signature([.one(.eta, .real), .one(.cuts, .increasing)], .category)
    case .betaBinomial:
      Signature([.one(.trials, .nat), .one(.a, .positive), .one(.b, .positive)], .nat)
    case .weibull: Signature([.one(.shape, .positive), .one(.scale, .positive)], .positive)
    case .skellam: Signature([.one(.rate1, .positive), .one(.rate2, .positive)], .int)
    case .kernel: Signature([.one(.data, .sample), .one(.bandwidth, .positive)], .real)
    case .flat: Signature([], .declared)
    }
  }
}

extension Signature {
  fileprivate init(_ slots: [Slot], _ support: Support) {
    self.slots = slots
    self.support = support
  }
}

extension Signature.Slot {
  fileprivate static func one(_ name: ParameterName, _ demand: Signature.Demand) -> Self {
    Self(alternatives: [Signature.Parameter(name: name, demand: demand)])
  }

  fileprivate static func either(
    _ first: ParameterName, _ firstDemand: Signature.Demand, _ second: ParameterName,
    _ secondDemand: Signature.Demand
  ) -> Self {
    Self(alternatives: [
      Signature.Parameter(name: first, demand: firstDemand),
      Signature.Parameter(name: second, demand: secondDemand),
    ])
  }

  fileprivate static func mean(_ demand: Signature.Demand) -> Self { one(.mean, demand) }

  fileprivate static var sd: Self { one(.sd, .positive) }

  /// A standard deviation, or by name a variance or a precision.
  fileprivate static var spread: Self {
    Self(alternatives: [
      Signature.Parameter(name: .sd, demand: .positive),
      Signature.Parameter(name: .variance, demand: .positive),
      Signature.Parameter(name: .precision, demand: .positive),
    ])
  }

  /// A covariance, or by name a precision or a Cholesky factor.
  fileprivate static var matrix: Self {
    Self(alternatives: [
      Signature.Parameter(name: .covariance, demand: .positiveDefinite),
      Signature.Parameter(name: .precision, demand: .positiveDefinite),
      Signature.Parameter(name: .cholesky, demand: .triangular),
    ])
  }
}
