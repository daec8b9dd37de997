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
    guard let path = invocation.text(.fit) else {
      return FittedModels(
        models: [bound], chains: LabelledAxis("chain", count: 1), draws: one, isSample: false)
    }
    if invocation.has(.prior) {
      throw .usage(UsageError("`--prior` draws what `--fit` fixes", hint: "give one of the two"))
    }
    var models: [BoundModel] = []
    var (chains, draws) = (LabelledAxis("chain", count: 1), one)
    var (found, isSample) = (false, false)
    if FilePath.ending(of: path) == "nc" {
      let saved = try savedDraws(path)
      let selection = saved.selection(atMost: limit)
      for draw in selection.all {
        var model = bound
        found = saved.put(draw, into: &model)
        models.append(model)
      }
      chains = LabelledAxis("chain", count: selection.chainCount)
      draws = LabelledAxis("draw", selection.perChain.map(String.init))
      isSample = true
    } else {
      var model = bound
      found = put(try savedFit(path), into: &model)
      models.append(model)
    }
    guard found else {
      throw .usage(
        UsageError(
          "`\(path)` has no value for any variable of `\(bound.model.name)`",
          hint: "it is a fit of another model"))
    }
    return FittedModels(models: models, chains: chains, draws: draws, isSample: isSample)
  }

  /// Puts the values of a point in place of what has none; false if it has nothing of the model.
  private func put(_ fit: SavedFit, into bound: inout BoundModel) -> Bool {
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
    return found
  }
}
