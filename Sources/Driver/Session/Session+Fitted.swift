import Binding
import Semantics

extension Session {
  /// Fixes params and latents at the values of `--fit`; what the fit does not have is drawn.
  func putFittedValues(into bound: inout BoundModel) throws(CommandFailure) {
    guard let path = invocation.text(.fit) else { return }
    if invocation.has(.prior) {
      throw .usage(
        UsageError("`--prior` draws what `--fit` fixes", hint: "give one of the two"))
    }
    let fit = try savedFit(path)
    var found = false
    for id in bound.model.variables.ids where bound.values[id] == nil {
      let name = bound.model.variables[id].name
      let shape = bound.shape(of: id)
      let count = shape.reduce(1, *)
      if let table = fit.tables[name], count > 0, table.count % count == 0 {
        // Weights of nets have an axis behind those of their sets.
        let rest = table.count / count
        bound.values[id] = BoundValue(
          shape: rest == 1 ? shape : shape + [rest], storage: .reals(table))
        found = true
        continue
      }
      let names = bound.elementNames(of: id)
      let values = names.compactMap { fit.values[$0] }
      guard values.count == names.count, !names.isEmpty else { continue }
      bound.values[id] = BoundValue(shape: shape, storage: .reals(values))
      found = true
    }
    for id in bound.model.functions.ids {
      guard let flat = fit.tables[bound.model.functions[id].name] else { continue }
      bound.weights[id] = flat
      found = true
    }
    guard found else {
      throw .usage(
        UsageError(
          "`\(path)` has no value for any variable of `\(bound.model.name)`",
          hint: "it is a fit of another model"))
    }
  }
}
