import Reporting

/// A point that an objective ended at, with its names.
struct Fit: Sendable {
  /// The objective at the point, in the direction in which the model states it.
  var objective: Double
  var method: FitMethod
  var iterations: Int
  var isConverged: Bool
  /// False after an interruption.
  var isComplete: Bool
  /// The reported quantities in the order of the model.
  var parameters: [Parameter]
  var seconds: Seconds
  /// What a member of a family is compared by.
  var scores: [TrainedMember.Score] = []
  /// The stages that led here, if there are several.
  var stages: [Fit] = []
  /// What is saved bitwise: weights of nets, and large variables.
  var weights: [SavedTable] = []
  /// How much half the nodes change the objective where integrals are taken by quadrature.
  var quadratureError: Double?
  /// How its training goes on, if steps along noisy gradients led here.
  var training: SavedTraining?

  struct Parameter: Equatable, Sendable {
    let name: String
    let value: Double
  }

  struct Seconds: Sendable {
    /// Everything before the first evaluation.
    var compile: Double
    var fit: Double
  }

  /// The result as `--json` prints it.
  func json() -> [JSONValue.Member] {
    let values = parameters.map { parameter -> JSONValue in
      ["name": .string(parameter.name), "value": .number(parameter.value)]
    }
    let seconds: JSONValue = ["compile": .number(seconds.compile), "fit": .number(seconds.fit)]
    return [
      .init("objective", .number(objective)), .init("method", .string(method.rawValue)),
      .init("iterations", .integer(iterations)), .init("converged", .boolean(isConverged)),
      .init("parameters", .array(values)), .init("seconds", seconds),
    ] + (isComplete ? [] : [.init("incomplete", true)])
      + (quadratureError.map { [.init("quadrature_error", .number($0))] } ?? [])
      + (scores.isEmpty ? [] : [.init("scores", .array(scores.map(\.json)))])
      + (stages.count > 1 ? [.init("stages", .array(stages.map(\.outline)))] : [])
  }

  /// How it ended, without its point.
  private var outline: JSONValue {
    [
      "objective": .number(objective), "iterations": .integer(iterations),
      "converged": .boolean(isConverged),
    ]
  }

  /// The result as it is saved: with all weights, and with what its training needs to go on.
  func savedJSON() -> [JSONValue.Member] {
    json() + (weights.isEmpty ? [] : [.init("weights", .array(weights.map(\.json)))])
      + (training.map { [.init("training", $0.json)] } ?? [])
  }
}
