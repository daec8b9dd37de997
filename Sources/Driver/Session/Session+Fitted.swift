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
  mutating func fittedModels(
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
      let fit = try savedFit(path)
      try requireSameMembers(fit, bound)
      found = put(fit, into: &model)
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

  /// Refuses data with members that the fit never saw, or probabilities of others than it had.
  private func requireSameMembers(
    _ fit: SavedFit, _ bound: BoundModel
  ) throws(CommandFailure) {
    for id in bound.model.variables.ids where bound.values[id] == nil {
      let variable = bound.model.variables[id]
      let sets = variable.indices.map { bound.model.indices[$0].set }
      let isNamed = { (set: IndexSetID) in bound.memberNames[set] != nil }
      guard (sets + variable.type.shape).contains(where: isNamed) else { continue }
      let had = fit.values.keys.filter { $0.hasPrefix("\(variable.name)[") }
      guard !had.isEmpty else { continue }
      let names = bound.elementNames(of: id)
      if let new = names.first(where: { fit.values[$0] == nil }) {
        throw .usage(
          UsageError(
            "the fit has no `\(new)`: the data have a member that it never saw",
            hint: "it has \(had.sorted().joined(separator: ", "))"))
      }
      if had.count > names.count, variable.type.shape.contains(where: isNamed) {
        throw .usage(
          UsageError(
            "the fit has \(had.sorted().joined(separator: ", ")), of which the data show only "
              + names.joined(separator: ", "),
            hint: "state the members in the model, as in `plate c in C = {a, b}`"))
      }
    }
  }

  /// Puts the values of a point in place of what has none; false if it has nothing of the model.
  private func put(_ fit: SavedFit, into bound: inout BoundModel) -> Bool {
    var found = false
    for id in bound.model.variables.ids where bound.values[id] == nil {
      // What is computed is computed anew, from these data.
      if bound.model.variables[id].isComputed { continue }
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

extension Variable {
  /// Whether its values follow from others.
  var isComputed: Bool {
    parts.allSatisfy { $0.role == .deterministic || $0.role == .abbreviation }
  }
}
