import Syntax

extension TypedModel {
  /// Returns an objective with what it moves: `maximize log p(x) over mu, s`.
  public func text(of objective: Objective) -> String {
    objective.stages.map { stage in
      let over = stage.over.map { text(of: $0) }.joined(separator: ", ")
      return "\(stage.direction.rawValue) \(text(of: stage.value))"
        + (over.isEmpty ? "" : " over \(over)")
        + (stage.estimator.map { " using \(text(of: $0))" } ?? "")
    }.joined(separator: " then ")
  }

  /// Returns the name of what an objective moves.
  public func text(of movable: Movable) -> String {
    switch movable {
    case .variable(let id): variables[id].name
    case .function(let id): functions[id].name
    }
  }

  /// Returns an estimator with its arguments: `sgld(steps = 60)`.
  public func text(of estimator: Estimator) -> String {
    let arguments = estimator.arguments.sorted { $0.key < $1.key }
      .map { "\($0.key) = \(text(of: $0.value))" }
    return estimator.method.rawValue
      + (arguments.isEmpty ? "" : "(\(arguments.joined(separator: ", ")))")
  }

  /// Returns a comparison: `compare deg in {0, 1, 3} by log p(t | x)`.
  public func text(of comparison: Comparison) -> String {
    let subject =
      switch comparison.subject {
      case .members: "members"
      case .grids(let grids): grids.map { text(of: $0) }.joined(separator: ", ")
      }
    return "compare \(subject) by \(comparison.isHeldOut ? "heldout " : "")"
      + text(of: comparison.value)
      + (comparison.estimator.map { " using \(text(of: $0))" } ?? "")
  }

  /// Returns a hyper with its values: `alpha in {0.1, 1}`.
  public func text(of grid: ValueGrid) -> String {
    let name = variables[grid.variable].name
    switch grid.values {
    case .listed(let values):
      return "\(name) in {\(values.map { text(of: $0) }.joined(separator: ", "))}"
    case .range(let range, let step):
      return "\(name) in \(text(of: range.lower))..\(text(of: range.upper))"
        + (step.map { " step \(text(of: $0))" } ?? "")
    }
  }
}

extension TypedFamily {
  /// Returns the family as text: its model, then its members.
  public var text: String {
    var lines = ["family \(name) of \(model.name)"]
    for member in members {
      let grids = member.grids.map { model.text(of: $0) }.joined(separator: ", ")
      lines.append(
        "  member \(member.name)\(grids.isEmpty ? "" : " for \(grids)") : "
          + model.text(of: member.objective))
    }
    for comparison in comparisons { lines.append("  " + model.text(of: comparison)) }
    return lines.joined(separator: "\n") + "\n"
  }
}
