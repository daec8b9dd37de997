public import Binding
public import Diagnostics
public import Semantics
import Syntax
import TensorIR

/// Lowers log p(latents, data) with the Jacobian of the coordinates: what a sampler explores.
///
/// Real latents are the coordinates; finite discrete ones are summed out. Returns `nil` after
/// reporting what cannot be lowered.
///
/// - Parameter keepsNumbersOpen: whether numbers of the data are inputs of the program, as arrays
///   are, so that it holds for other data of the same sizes; otherwise they are constants.
public func lowerPosterior(
  _ bound: BoundModel, keepsNumbersOpen: Bool = false, log: inout DiagnosticLog
) -> LoweredDensity? {
  reporting(to: &log) { () throws(LoweringFailure) in
    try logJoint(of: bound, keepsNumbersOpen: keepsNumbersOpen)
  }
}

/// Lowers log p(data), as far as it is exact.
///
/// Latents that can be integrated or summed out in closed form are; what is left becomes the
/// coordinates of a density with the Jacobian, whose integral over them is p(data). With no
/// coordinates left, its value is the log evidence itself. What is given, and parameters that have
/// values, are conditioned on. Returns `nil` after reporting what cannot be lowered.
///
/// - Parameter keepsNumbersOpen: as for `lowerPosterior`.
public func lowerEvidence(
  _ bound: BoundModel, keepsNumbersOpen: Bool = false, log: inout DiagnosticLog
) -> LoweredDensity? {
  reporting(to: &log) { () throws(LoweringFailure) in
    try logJoint(of: bound, keepsNumbersOpen: keepsNumbersOpen)
  }
}

/// log p(latents, data), with the Jacobian of the coordinates.
private func logJoint(
  of bound: BoundModel, keepsNumbersOpen: Bool
) throws(LoweringFailure) -> LoweredDensity {
  let model = bound.model
  let open = model.variables.ids.first { id in
    model.variables[id].parts[0].role == .parameter && bound.values[id] == nil
  }
  if let open {
    let parameter = model.variables[open]
    throw LoweringFailure(.parameterWithoutPrior(parameter.name, at: parameter.span))
  }
  let latents = model.variables.ids.filter { isPoint($0, in: bound) }
  var lowering = Lowering(
    bound, assignments: assignments(bound, points: Set(latents)),
    keepsNumbersOpen: keepsNumbersOpen)
  let kept = model.variables.ids.filter { id in
    model.variables[id].isRandom && lowering.assignments[id] != nil
  }
  for id in latents { _ = try lowering.table(of: id, readAt: model.variables[id].span) }
  let terms = try lowering.logJoint(of: Set(kept), free: [], asked: model.span)
  let plain = terms.reduce(lowering.builder.constant(0)) { lowering.builder.add($0, $1) }
  let total = lowering.logJacobians.reduce(plain) { lowering.builder.add($0, $1) }
  return try lowering.finish(total, plain: plain)
}

/// Lowers one stage of an objective to a log density of what the stage moves, without Jacobians.
///
/// A quantity to be minimised changes its sign, so that more is always better.
///
/// - Parameters:
///   - batch: rows of a plate that stand for all; sums over the plate count each as often as it
///     says, and means are those of the rows.
///   - keepsNumbersOpen: as for `lowerPosterior`.
public func lowerObjective(
  _ bound: BoundModel, stage: Objective.Stage, batch: Minibatch? = nil,
  keepsNumbersOpen: Bool = false,
  log: inout DiagnosticLog
) -> LoweredDensity? {
  reporting(to: &log) { () throws(LoweringFailure) in
    var points: Set<VariableID> = []
    var nets: Set<FunctionID> = []
    for movable in stage.over {
      switch movable {
      case .variable(let id): points.insert(id)
      case .function(let id): nets.insert(id)
      }
    }
    var lowering = Lowering(
      bound, assignments: assignments(bound, points: points),
      keepsNumbersOpen: keepsNumbersOpen, batch: batch)
    for id in nets.sorted() { try lowering.makeWeights(of: id) }
    for id in points.sorted() {
      _ = try lowering.table(of: id, readAt: bound.model.variables[id].span)
    }
    let value = try lowering.number(stage.value).value
    let isMaximised = stage.direction == .maximize
    let wanted = isMaximised ? value : lowering.builder.negate(value)
    return try lowering.finish(wanted, plain: wanted)
  }
}

private func reporting(
  to log: inout DiagnosticLog, _ lower: () throws(LoweringFailure) -> LoweredDensity
) -> LoweredDensity? {
  do {
    return try lower()
  } catch {
    log.insert(error.diagnostic)
    return nil
  }
}

/// How each variable gets its value when the given ones are points.
private func assignments(
  _ bound: BoundModel, points: Set<VariableID>
) -> [VariableID: Assignment] {
  var result: [VariableID: Assignment] = [:]
  for id in bound.model.variables.ids {
    if points.contains(id) {
      result[id] = .block
    } else if bound.values[id] != nil {
      result[id] = .data
    }
  }
  return result
}

/// Whether a latent becomes a point: it has no data and is no finite choice.
private func isPoint(_ id: VariableID, in bound: BoundModel) -> Bool {
  let variable = bound.model.variables[id]
  guard variable.guide == nil, bound.values[id] == nil,
    variable.parts.contains(where: { $0.role == .latent })
  else { return false }
  switch variable.type {
  case .bool, .member, .int, .nat: return false
  case .real, .positive, .unit, .interval, .spread, .simplex, .ordered, .positiveOrdered,
    .covariance, .correlation, .choleskyFactor, .choleskyCorrelation, .weights, .array, .optional,
    .record, .group, .poison:
    return true
  }
}
