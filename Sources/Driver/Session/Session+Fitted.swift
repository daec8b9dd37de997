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
    let fit = try savedValues(path)
    var found = false
    for id in bound.model.variables.ids where bound.values[id] == nil {
      let names = bound.elementNames(of: id)
      let values = names.compactMap { fit[$0] }
      guard values.count == names.count, !names.isEmpty else { continue }
      bound.values[id] = BoundValue(shape: bound.shape(of: id), storage: .reals(values))
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
