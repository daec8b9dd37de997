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
  case .sgld, .cd, .laplace, .ais, .bridge, .smc, .elbo, .quadrature:
    throw LoweringFailure(
      .notYetLowered("`using \(estimator.method.rawValue)`", at: estimator.span))
  }
  if let count = estimator.arguments["samples"].flatMap({ bound.integer($0) }), count > 0 {
    settings.drawCount = count
  }
  return settings
}
