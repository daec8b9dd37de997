/// A distribution of section 11 of the language reference, with section 19, items 14 and 24.
public enum Family: String, CaseIterable, Hashable, Sendable {
  case normal = "Normal"
  case multivariateNormal = "MvNormal"
  case logNormal = "LogNormal"
  case studentT = "StudentT"
  case laplace = "Laplace"
  case cauchy = "Cauchy"
  case halfNormal = "HalfNormal"
  case halfCauchy = "HalfCauchy"
  case exponential = "Exponential"
  case gamma = "Gamma"
  case inverseGamma = "InvGamma"
  case beta = "Beta"
  case uniform = "Uniform"
  /// `Uniform(i..j)` and `Uniform(K)`; never written by this name.
  case discreteUniform = "DiscreteUniform"
  case dirichlet = "Dirichlet"
  case wishart = "Wishart"
  case inverseWishart = "InvWishart"
  case lkj = "LKJ"
  case bernoulli = "Bernoulli"
  case binomial = "Binomial"
  case categorical = "Categorical"
  case multinomial = "Multinomial"
  case poisson = "Poisson"
  case negativeBinomial = "NegBinomial"
  case geometric = "Geometric"
  case vonMises = "VonMises"
  case delta = "Delta"
  case orderedLogistic = "OrderedLogistic"
  case betaBinomial = "BetaBinomial"
  case weibull = "Weibull"
  case skellam = "Skellam"
  case kernel = "Kernel"
  case flat = "Flat"
}

/// A parameter of a family; the raw value is what a named argument is written with.
public enum ParameterName: String, CaseIterable, Hashable, Sendable {
  case mean, sd
  case variance = "var"
  case precision = "prec"
  case covariance = "cov"
  case cholesky = "chol"
  case degrees = "df"
  case scale, rate, shape
  case a, b
  case lower, upper
  case concentration = "conc"
  case probability = "prob"
  case logit
  case probabilities = "probs"
  case logits
  case trials = "n"
  case eta
  case value = "v"
  case cuts, data, bandwidth
  /// The set or range of a discrete uniform.
  case members
  case rate1, rate2
}
