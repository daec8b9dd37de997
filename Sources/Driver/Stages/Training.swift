import Binding
import Inference

/// What the stages of an objective ended at, one after the other.
struct Training: Sendable {
  struct Stage: Sendable {
    let fit: Fit
    let restarts: Restarts
    let advice: FitAdvice
  }

  /// At least one; a stage that does not converge is the last.
  let stages: [Stage]
  /// The model with the points of all stages among its values.
  let bound: BoundModel

  /// The last stage, with the points of all of them.
  var fit: Fit {
    var fit = stages[stages.count - 1].fit
    var places: [String: Int] = [:]
    var parameters: [Fit.Parameter] = []
    for parameter in stages.flatMap(\.fit.parameters) {
      if let place = places[parameter.name] {
        parameters[place] = parameter
      } else {
        places[parameter.name] = parameters.count
        parameters.append(parameter)
      }
    }
    fit.parameters = parameters
    fit.seconds.compile = stages.reduce(0) { $0 + $1.fit.seconds.compile }
    fit.seconds.fit = stages.reduce(0) { $0 + $1.fit.seconds.fit }
    fit.stages = stages.map(\.fit)
    return fit
  }
}
