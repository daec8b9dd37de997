/// How a point is found.
enum FitMethod: String, CaseIterable, Sendable {
  case lbfgs, closed, em, adam, adamw, sgd, newton, vi, pathfinder

  /// Whether this version has it.
  var isBuilt: Bool {
    switch self {
    case .lbfgs, .adam, .adamw, .sgd: true
    case .closed, .em, .newton, .vi, .pathfinder: false
    }
  }

  /// Whether it follows estimates of the gradient.
  var isStochastic: Bool {
    switch self {
    case .adam, .adamw, .sgd: true
    case .lbfgs, .closed, .em, .newton, .vi, .pathfinder: false
    }
  }

  /// What so many steps of it are called.
  var steps: String {
    switch self {
    case .adam: "epochs of Adam"
    case .adamw: "epochs of AdamW"
    case .sgd: "epochs of stochastic gradients"
    case .lbfgs: "iterations of L-BFGS"
    case .closed, .em, .newton, .vi, .pathfinder: "iterations"
    }
  }
}
