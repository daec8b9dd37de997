import Binding
import Inference
import Reporting

/// A stochastic ascent and what its results are made of.
struct StochasticRun {
  /// Whose fit is saved on the way; `nil` for one of several stages or members, of which none is.
  let chosen: ChosenModel?
  let bound: BoundModel
  let problem: Problem
  let settings: TrainingSettings
  let method: FitMethod
  /// -1 where the objective is made small.
  let sign: Double
  let ingredients: [SavedTraining.Ingredient]

  /// What is there at its end, or under way.
  ///
  /// - Parameter best: the point that counts in place of the last, if rows that are held out judge.
  func fit(at end: Trained, best: BestEpoch?, seconds: Fit.Seconds) -> Fit {
    let position = best?.position ?? end.position
    var fit = Fit(
      objective: sign * end.objective, method: method, iterations: end.epochs,
      isConverged: end.reason == .finished, isComplete: end.reason != .cancelled,
      parameters: problem.parameters(at: position), seconds: seconds)
    fit.weights = problem.savedWeights(at: position, in: bound)
    if chosen != nil {
      fit.training = SavedTraining(ingredients: ingredients, state: end.state, best: best)
    }
    return fit
  }

  /// What is said after an epoch.
  func line(_ state: TrainingProgress, heldOut: Double?) -> String {
    "epoch \(state.epoch) of \(settings.epochs): "
      + "objective \(significant(sign * state.objective, digits: 8))"
      + (heldOut.map { ", held out \(significant(sign * $0, digits: 8))" } ?? "")
      + ", rate \(significant(state.rate, digits: 3))"
  }
}
