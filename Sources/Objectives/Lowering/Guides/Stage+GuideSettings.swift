import Binding
import Semantics

/// What `using` says of expectations under guides.
func guideSettings(
  of stage: Objective.Stage, in bound: BoundModel, drawCount: Int
) throws(LoweringFailure) -> GuideSettings {
  var settings = GuideSettings(drawCount: drawCount)
  guard let estimator = stage.estimator else { return settings }
  switch estimator.method {
  case .reparam, .enumerate: settings.method = .reparametrised
  case .score: settings.method = .score
  case .iwae: settings.method = .importanceWeighted
  case .quadrature: return settings
  case .sgld, .cd, .laplace, .ais, .bridge, .smc, .elbo:
    throw LoweringFailure(
      .notYetLowered("`using \(estimator.method.rawValue)`", at: estimator.span))
  }
  if let count = estimator.arguments["samples"].flatMap({ bound.integer($0) }), count > 0 {
    settings.drawCount = count
  }
  return settings
}

/// The rule for integrals that `using quadrature` asks for; `nil` if it does not.
func quadratureRule(of stage: Objective.Stage, in bound: BoundModel) -> QuadratureRule? {
  guard let estimator = stage.estimator, estimator.method == .quadrature else { return nil }
  let wanted = estimator.arguments["points"].flatMap { bound.integer($0) }
  return wanted.map { QuadratureRule(atLeast: $0) } ?? .usual
}
