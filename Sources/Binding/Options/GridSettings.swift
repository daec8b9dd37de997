public import Diagnostics
public import Semantics

/// Returns the values of a grid in order, as `--set` takes them; `nil` after reporting one that is
/// no constant.
///
/// - Parameter options: the settings of other hypers, which values may read.
public func gridSettings(
  _ grid: ValueGrid, of model: TypedModel, options: BindingOptions, log: inout DiagnosticLog
) -> [String]? {
  var binder = Binder(model: model, data: [], options: options, reference: nil, log: log)
  binder.readSettings()
  defer { log = binder.log }
  let place: TypedExpression
  switch grid.values {
  case .listed(let values):
    place = values.first ?? TypedExpression(.poison, .poison, at: model.span)
  case .range(let range, _): place = range.lower
  }
  do throws(NotConstant) {
    let numbers = try binder.evaluator.numbers(of: grid)
    return numbers.map { setting($0, type: model.variables[grid.variable].type, model) }
  } catch {
    binder.report(.noConstant(error, at: place.span, in: model))
    return nil
  }
}

extension ConstantEvaluator {
  /// The most points that one grid may have.
  private static var largestGrid: Int { 10_000 }

  fileprivate mutating func numbers(of grid: ValueGrid) throws(NotConstant) -> [Double] {
    switch grid.values {
    case .listed(let values):
      var result: [Double] = []
      for value in values { result.append(try number(value)) }
      return result
    case .range(let range, let step):
      let (lower, upper) = (try number(range.lower), try number(range.upper))
      let step = if let step { try number(step) } else { 1.0 }
      // A last point that rounding puts just beyond the end belongs to the range.
      let count = ((upper - lower) / step + 1e-9).rounded(.down) + 1
      guard step > 0, count.isFinite, count >= 1 else { throw .shape(range.upper.span) }
      guard count <= Double(Self.largestGrid) else { throw .tooLarge(range.upper.span) }
      return (0..<Int(count)).map { lower + Double($0) * step }
    }
  }

  private mutating func number(_ e: TypedExpression) throws(NotConstant) -> Double {
    guard let value = try evaluate(e).number else { throw .shape(e.span) }
    return value
  }
}

/// A number as the user would write it: a member by its name, a whole number without a point.
private func setting(_ value: Double, type: ValueType, _ model: TypedModel) -> String {
  if case .bool = type { return value == 0 ? "false" : "true" }
  if case .member(let set) = type, case .names(let names) = model.indexSets[set].extent,
    let position = Int(exactly: value), names.indices.contains(position)
  {
    return names[position]
  }
  if value == .infinity { return "inf" }
  return Int(exactly: value).map(String.init) ?? String(value)
}
