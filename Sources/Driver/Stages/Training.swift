import Binding
import Inference

/// What the stages of an objective ended at, one after the other.
struct Training: Sendable {
  struct Stage: Sendable {
    let fit: Fit
    let end: End
  }

  enum End: Sendable {
    /// Climbs of the whole objective, from several starts, and what to say about the best.
    case climbs(Restarts, FitAdvice)
    /// Steps along noisy gradients.
    case steps(Trained)
  }

  /// At least one; a stage that does not converge is the last.
  let stages: [Stage]
  var last: Stage { stages[stages.count - 1] }
  /// The model with the points of all stages among its values.
  let bound: BoundModel

  /// The last stage, with the points of all of them.
  var fit: Fit {
    var fit = stages[stages.count - 1].fit
    fit.parameters = Self.latest(stages.map(\.fit.parameters), by: \.name)
    fit.weights = Self.latest(stages.map(\.fit.weights), by: \.name)
    fit.seconds.compile = stages.reduce(0) { $0 + $1.fit.seconds.compile }
    fit.seconds.fit = stages.reduce(0) { $0 + $1.fit.seconds.fit }
    fit.stages = stages.map(\.fit)
    return fit
  }

  /// What several stages say of each name last, in the order in which names come first.
  private static func latest<Row>(_ stages: [[Row]], by name: (Row) -> String) -> [Row] {
    var places: [String: Int] = [:]
    var result: [Row] = []
    for row in stages.joined() {
      if let place = places[name(row)] {
        result[place] = row
      } else {
        places[name(row)] = result.count
        result.append(row)
      }
    }
    return result
  }
}
