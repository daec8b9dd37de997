import Binding
import Semantics

/// One of the alternatives that are compared.
struct Hypothesis: Sendable {
  /// What it is called: `deg = 3, alpha = 0.1`, a member of a family, or a model.
  let name: String
  let chosen: ChosenModel
  /// The hypers that make it what it is, with their values, in the order of the grid.
  let settings: [(name: String, value: String)]
  /// What is trained first, if anything.
  var stage: Objective.Stage?
  /// What it is judged by; without one, by log p(data).
  var value: TypedExpression?
  var method = EvidenceMethod.auto

  /// The settings as the command line would give them.
  var options: BindingOptions {
    var options = BindingOptions()
    for (name, value) in settings { options.settings[name] = value }
    return options
  }
}

/// What is known of a hypothesis after looking at the data.
struct Judgement: Sendable {
  let hypothesis: Hypothesis
  let evidence: Evidence
  var fit: BestFit?
  var looResult: LeaveOneOutResult?
}

/// The likelihood at the mode of the posterior.
struct BestFit: Sendable {
  let logLikelihood: Double
}
