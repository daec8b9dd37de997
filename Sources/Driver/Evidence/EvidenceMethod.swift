/// How a log evidence is found.
enum EvidenceMethod: String, CaseIterable, Sendable {
  /// The most exact that applies.
  case auto
  /// Every latent summed or integrated out in closed form.
  case exact
  case quadrature, laplace, bridge, smc
  /// Lower bounds, with the normal distribution at the mode as the guide.
  case elbo, iwae

  /// True iff the value lies below the log evidence instead of near it.
  var isBound: Bool {
    switch self {
    case .elbo, .iwae: true
    case .auto, .exact, .quadrature, .laplace, .bridge, .smc: false
    }
  }
}
