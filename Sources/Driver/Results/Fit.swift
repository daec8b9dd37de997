import Inference

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
  func json() -> JSON {
    var members: [JSON.Member] = [
      .init(name: "objective", value: .number(objective)),
      .init(name: "method", value: .text(method.rawValue)),
      .init(name: "iterations", value: .number(Double(iterations))),
      .init(name: "converged", value: .boolean(isConverged)),
      .init(
        name: "parameters",
        value: .array(
          parameters.map { .members(["name": .text($0.name), "value": .number($0.value)]) })),
      .init(
        name: "seconds",
        value: .members(["compile": .number(seconds.compile), "fit": .number(seconds.fit)])),
    ]
    if !isComplete { members.append(.init(name: "incomplete", value: .boolean(true))) }
    return .object(members)
  }

  /// The named values of a saved fit: points, or the means of a sample; `nil` if it is none.
  static func values(of json: JSON) -> [String: Double]? {
    guard let rows = json["parameters"]?.array else { return nil }
    var values: [String: Double] = [:]
    for row in rows {
      guard let name = row["name"]?.text,
        let value = row["value"]?.number ?? row["mean"]?.number
      else { return nil }
      values[name] = value
    }
    return values
  }
}
