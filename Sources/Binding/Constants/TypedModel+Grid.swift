public import Semantics

extension TypedModel {
  /// The values that a grid lists, as `--set` would write them; `nil` if one is no constant.
  public func settings(of grid: ValueGrid) -> [String]? {
    let isWhole: Bool
    switch variables[grid.variable].type {
    case .int, .nat: isWhole = true
    case .real, .positive, .unit, .interval, .spread, .bool, .member, .simplex, .ordered,
      .positiveOrdered, .covariance, .correlation, .choleskyFactor, .choleskyCorrelation,
      .weights, .array, .optional, .record, .group, .poison:
      isWhole = false
    }
    func text(_ value: Double) -> String {
      if isWhole || value == value.rounded(), abs(value) < 1e15 { return String(Int(value)) }
      return String(value)
    }
    switch grid.values {
    case .listed(let expressions):
      var result: [String] = []
      for expression in expressions {
        switch expression.kind {
        case .boolean(let value): result.append(String(value))
        case .member(let set, let position):
          guard case .names(let names) = indexSets[set].extent, names.indices.contains(position)
          else { return nil }
          result.append(names[position])
        default:
          guard let value = number(expression) else { return nil }
          result.append(value == .infinity ? "inf" : text(value))
        }
      }
      return result
    case .range(let range, let step):
      guard let low = number(range.lower), let high = number(range.upper),
        let width = step.map({ number($0) }) ?? 1, width > 0, (high - low) / width < 10_000
      else { return nil }
      let count = Int(((high - low) / width + 1e-9).rounded(.down))
      return count < 0 ? [] : (0...count).map { text(low + Double($0) * width) }
    }
  }

  /// The number that an expression without data stands for.
  private func number(_ expression: TypedExpression) -> Double? {
    var evaluator = ConstantEvaluator(model: self)
    return (try? evaluator.evaluate(expression))?.number
  }
}
