/// How a point is found.
enum FitMethod: String, CaseIterable, Sendable {
  case lbfgs, closed, em, adam, adamw, sgd, newton, vi, laplace, pathfinder

  /// Whether it follows estimates of the gradient.
  var isStochastic: Bool {
    switch self {
    case .adam, .adamw, .sgd: true
    case .lbfgs, .closed, .em, .newton, .vi, .laplace, .pathfinder: false
    }
  }

  /// Whether it finds a distribution in place of the posterior rather than a point.
  var isApproximation: Bool {
    switch self {
    case .vi, .laplace, .pathfinder: true
    case .lbfgs, .closed, .em, .adam, .adamw, .sgd, .newton: false
    }
  }

  /// The name in a sentence.
  var title: String {
    switch self {
    case .lbfgs: "L-BFGS"
    case .closed: "closed form"
    case .em: "EM"
    case .adam: "Adam"
    case .adamw: "AdamW"
    case .sgd: "stochastic gradients"
    case .newton: "Newton's method"
    case .vi: "variational inference"
    case .laplace: "Laplace's method"
    case .pathfinder: "Pathfinder"
    }
  }
}
