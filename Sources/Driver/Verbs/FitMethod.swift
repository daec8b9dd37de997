/// How a point is found.
enum FitMethod: String, CaseIterable, Sendable {
  case lbfgs, closed, em, adam, newton, vi, pathfinder

  /// Whether this version has it.
  var isBuilt: Bool {
    switch self {
    case .lbfgs: true
    case .closed, .em, .adam, .newton, .vi, .pathfinder: false
    }
  }
}
