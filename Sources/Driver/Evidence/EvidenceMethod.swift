/// How a log evidence is found.
enum EvidenceMethod: String, CaseIterable, Sendable {
  /// The most exact that applies.
  case auto
  /// Every latent summed or integrated out in closed form.
  case exact
  case quadrature, laplace, bridge, smc, ais
  /// Lower bounds, with the normal distribution at the mode as the guide.
  case elbo, iwae

  /// True iff the value varies with the seed, so that its error is a Monte Carlo standard error.
  var isDrawn: Bool {
    switch self {
    case .bridge, .smc, .ais, .elbo, .iwae: true
    case .auto, .exact, .quadrature, .laplace: false
    }
  }

  /// True iff the value lies below the log evidence instead of near it.
  var isBound: Bool {
    switch self {
    case .elbo, .iwae: true
    case .auto, .exact, .quadrature, .laplace, .bridge, .smc, .ais: false
    }
  }
}
