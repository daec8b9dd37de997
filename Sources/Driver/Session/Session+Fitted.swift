import Binding
import Semantics

/// A model with the values of a fit, once for each of its draws; a point counts as one draw.
struct FittedModels: Sendable {
  /// Chain after chain, draw after draw.
  let models: [BoundModel]
  let chains: LabelledAxis
  let draws: LabelledAxis
  /// Whether there are draws of a posterior.
  let isSample: Bool
}

extension Session {
  /// Fixes params and latents at the values of `--fit`; what the fit does not have is open still.
  ///
  /// - Parameter limit: at most so many draws are taken, evenly apart.
  func fittedModels(
    _ bound: BoundModel, atMost limit: Int = .max
  ) throws(CommandFailure) -> FittedModels {
    let one = LabelledAxis("draw", count: 1)
    guard let path = invocation.text(.fit), let fit = try savedFit() else {
      return FittedModels(
        models: [bound], chains: LabelledAxis("chain", count: 1), draws: one, isSample: false)
    }
    if invocation.has(.prior) {
      throw .usage(UsageError("`--prior` draws what `--fit` fixes", hint: "give one of the two"))
    }
    var models: [BoundModel] = []
    var (chains, draws) = (LabelledAxis("chain", count: 1), one)
    var (found, isSample) = (false, false)
    switch fit {
    case .point(let values):
      var model = bound
      found = put(values, into: &model)
      models.append(model)
    case .draws(let saved):
      let selection = saved.selection(atMost: limit)
      for draw in selection.all {
        var model = bound
        found = saved.put(draw, into: &model)
        models.append(model)
      }
      chains = LabelledAxis("chain", count: selection.chainCount)
      draws = LabelledAxis("draw", selection.perChain.map(String.init))
      isSample = true
    }
    guard found else {
      throw .usage(
        UsageError(
          "`\(path)` has no value for any variable of `\(bound.model.name)`",
          hint: "it is a fit of another model"))
    }
    return FittedModels(models: models, chains: chains, draws: draws, isSample: isSample)
  }

  /// Puts the named values in place of the variables that have none; false if it has none of them.
  private func put(_ fit: [String: Double], into bound: inout BoundModel) -> Bool {
    var found = false
    for id in bound.model.variables.ids where bound.values[id] == nil {
      let names = bound.elementNames(of: id)
      let values = names.compactMap { fit[$0] }
      guard values.count == names.count, !names.isEmpty else { continue }
      bound.values[id] = BoundValue(shape: bound.shape(of: id), storage: .reals(values))
      found = true
    }
    return found
  }
}
