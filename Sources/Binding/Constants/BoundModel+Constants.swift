public import Semantics

extension BoundModel {
  /// Returns the whole number that an expression of numbers, sizes and hypers stands for, if it
  /// is one.
  public func integer(_ expression: TypedExpression) -> Int? {
    var evaluator = ConstantEvaluator(model: model)
    evaluator.knownSizes = sizes
    for id in model.variables.ids where model.variables[id].parts[0].role == .hyper {
      guard let value = values[id], case .reals(let numbers) = value.storage else { continue }
      evaluator.settings[id] = Constant(shape: value.shape, values: numbers)
    }
    return try? evaluator.integer(expression)
  }
}
