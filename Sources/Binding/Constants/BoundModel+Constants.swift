public import Diagnostics
public import Semantics

extension BoundModel {
  /// Returns the whole number that an expression of numbers, sizes and hypers stands for, if it
  /// is one.
  public func integer(_ expression: TypedExpression) -> Int? {
    var evaluator = evaluator
    return try? evaluator.integer(expression)
  }

  /// Returns the number that an expression of numbers, sizes and hypers stands for, if it is one.
  public func number(_ expression: TypedExpression) -> Double? {
    var evaluator = evaluator
    return try? evaluator.evaluate(expression).number
  }

  private var evaluator: ConstantEvaluator {
    var evaluator = ConstantEvaluator(model: model)
    evaluator.knownSizes = sizes
    for id in model.variables.ids where model.variables[id].parts[0].role == .hyper {
      guard let value = values[id], case .reals(let numbers) = value.storage else { continue }
      evaluator.settings[id] = Constant(shape: value.shape, values: numbers)
    }
    return evaluator
  }

  /// Gives the hypers of a model whose sizes are known their defaults; false after a message.
  ///
  /// - Parameter known: the hypers that get their values elsewhere.
  public mutating func bindHypers(
    except known: Set<VariableID>, log: inout DiagnosticLog
  ) -> Bool {
    var options = BindingOptions()
    options.gridded = Set(known.map { model.variables[$0].name })
    var binder = Binder(model: model, data: [], options: options, reference: nil, log: log)
    binder.bound = self
    binder.evaluator.knownSizes = sizes
    binder.bindHypers()
    log = binder.log
    self = binder.bound
    return !binder.hasFailed
  }
}
