import Diagnostics
import Syntax

extension ModelChecker {
  /// Looks at what only the whole model shows.
  mutating func askQuestions() {
    reportCircles()
    reportMissingEnds()
    reportFlows()
    askQuestions(of: model.objectives, model.comparisons)
    reportSharedPlayers()
  }

  /// Looks at the queries of objectives and comparisons.
  mutating func askQuestions(of objectives: [Objective], _ comparisons: [Comparison]) {
    for stage in objectives.flatMap(\.stages) where !brokenEstimators.contains(stage.span) {
      ask(
        QuestionStage(
          value: stage.value, over: stage.over, estimator: stage.estimator,
          direction: stage.direction.rawValue, span: stage.span))
    }
    for comparison in comparisons where !brokenEstimators.contains(comparison.span) {
      ask(
        QuestionStage(
          value: comparison.value, over: [], estimator: comparison.estimator, direction: nil,
          span: comparison.span))
    }
  }
}

/// An objective's stage or the value of a comparison.
struct QuestionStage {
  let value: TypedExpression
  let over: [Movable]
  let estimator: Estimator?
  /// `maximize` or `minimize`; `nil` for a comparison.
  let direction: String?
  let span: SourceSpan
}
