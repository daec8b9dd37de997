import Diagnostics
import Syntax

// E18: the players of a game move different things.
extension ModelChecker {
  mutating func reportSharedPlayers() {
    guard 1 < model.objectives.count else { return }
    var owners: [Movable: Objective.Stage] = [:]
    for objective in model.objectives {
      var own: Set<Movable> = []
      for stage in objective.stages where !stage.value.type.isPoison {
        for movable in stage.over where !own.contains(movable) {
          if let other = owners[movable] {
            let place = overPlaces[stage.span]?.first { $0.movable == movable }?.place
            report(
              .playersShareWeights(
                movable, at: place ?? stage.span, other: other, otherPlace: other.span,
                in: model))
            return
          }
          own.insert(movable)
        }
      }
      for stage in objective.stages {
        for movable in stage.over where owners[movable] == nil { owners[movable] = stage }
      }
    }
  }
}
