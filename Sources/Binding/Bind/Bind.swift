public import Diagnostics
public import Semantics

/// Matches a model with data: gives every index set its size and every known variable its values.
///
/// A variable takes the array of its name, or what `options.sources` says. `nil` after at least one
/// error in the log.
public func bind(
  _ model: TypedModel, to data: [DataSet], options: BindingOptions, log: inout DiagnosticLog
) -> BoundModel? {
  bind(model, to: data, options: options, reference: nil, log: &log)
}

/// Matches a model with held-out rows: members, sizes other than that of the plate that is split,
/// and what `--standardise` takes away are those of the training data.
public func bindHeldOut(
  _ model: TypedModel, to data: [DataSet], training: BoundModel, options: BindingOptions,
  log: inout DiagnosticLog
) -> BoundModel? {
  guard let plate = splitPlate(of: training) else {
    log.insert(.nothingToHoldOut(model.name, at: model.span))
    return nil
  }
  var options = options
  options.keptLabels = nil
  let reference = Binder.Reference(training: training, plate: plate)
  let heldOut = bind(model, to: data, options: options, reference: reference, log: &log)
  if heldOut?.sizes[plate] == 0 {
    log.insert(.emptyHoldOut(model.indexSets[plate].name, at: model.span))
    return nil
  }
  return heldOut
}

private func bind(
  _ model: TypedModel, to data: [DataSet], options: BindingOptions,
  reference: Binder.Reference?, log: inout DiagnosticLog
) -> BoundModel? {
  var binder = Binder(
    model: model.statingMembers(), data: data, options: options, reference: reference, log: log)
  let result = binder.run()
  log = binder.log
  return result
}

/// Returns the names of the files that `from "file"` asks for, in the order of the model.
public func dataFileNames(of model: TypedModel) -> [String] {
  var names: [String] = []
  for variable in model.variables.rows {
    for case let name? in variable.parts.map(\.source) where !names.contains(name) {
      names.append(name)
    }
  }
  return names
}
