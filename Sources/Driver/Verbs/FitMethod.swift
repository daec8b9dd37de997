/// How a point is found.
enum FitMethod: String, CaseIterable, Sendable {
  case lbfgs, closed, em, adam, newton, vi, pathfinder

  /// Whether this version has it.
  var isBuilt: Bool {
    switch self {
    case .lbfgs, .closed, .em: true
    case .adam, .newton, .vi, .pathfinder: false
    }
  }

  /// The name in a sentence.
  var title: String {
    switch self {
    case .lbfgs: "L-BFGS"
    case .closed: "closed form"
    case .em: "EM"
    case .adam: "Adam"
    case .newton: "Newton's method"
    case .vi: "variational inference"
    case .pathfinder: "Pathfinder"
    }
  }
}
