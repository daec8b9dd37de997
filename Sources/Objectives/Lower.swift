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
  lower(reportingTo: &log) { () throws(LoweringFailure) in
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
  lower(reportingTo: &log) { () throws(LoweringFailure) in
    try evidence(of: bound, keepsNumbersOpen: keepsNumbersOpen)
  }
}

/// log p(latents, data), with the Jacobian of the coordinates.
private func logJoint(
  of bound: BoundModel, keepsNumbersOpen: Bool
) throws(LoweringFailure) -> LoweredDensity {
  let model = bound.model
  var lowering = try Lowering(posteriorOf: bound, keepsNumbersOpen: keepsNumbersOpen)
  let kept = model.variables.ids.filter { id in
    model.variables[id].isRandom && lowering.assignments[id] != nil
  }
  let terms = try lowering.logJoint(of: Set(kept), free: [], asked: model.span)
  return try lowering.finish(summing: terms)
}

/// log p(data) after integrating out what can be.
///
/// Whether a variable can be integrated out is known after trying. Those that cannot become points
/// and all is lowered anew, since others then depend on points, which changes nothing for them.
private func evidence(
  of bound: BoundModel, keepsNumbersOpen: Bool
) throws(LoweringFailure) -> LoweredDensity {
  let model = bound.model
  try requireNoParameter(in: bound)
  var points = model.variablesInBounds.filter { isPoint($0, in: bound) }
  while true {
    var lowering = try Lowering(bound, points: points, keepsNumbersOpen: keepsNumbersOpen)
    let kept = model.variables.ids.filter { id in
      model.variables[id].isRandom && lowering.assignments[id] != nil
    }
    let (terms, left) = try lowering.marginal(of: Set(kept), free: [], asked: model.span)
    if left.isEmpty { return try lowering.finish(summing: terms) }
    // What is missing of data in part does not become a point.
    if left.isSubset(of: points) { throw lowering.noIntegral(of: left, at: model.span) }
    points.formUnion(left)
  }
}

func requireNoParameter(in bound: BoundModel) throws(LoweringFailure) {
  let model = bound.model
  let open = model.variables.ids.first { id in
    model.variables[id].parts[0].role == .parameter && bound.values[id] == nil
      && model.variables[id].guide == nil
  }
  guard let open else { return }
  let parameter = model.variables[open]
  throw LoweringFailure(.parameterWithoutPrior(parameter.name, at: parameter.span))
}

extension Lowering {
  /// Begins with points for all latents that are no finite choices.
  init(
    posteriorOf bound: BoundModel, keepsNumbersOpen: Bool = false
  ) throws(LoweringFailure) {
    try requireNoParameter(in: bound)
    let latents = Set(bound.model.variables.ids.filter { isPoint($0, in: bound) })
    try self.init(bound, points: latents, keepsNumbersOpen: keepsNumbersOpen)
  }

  /// Begins with points for the given variables and nets.
  init(
    _ bound: BoundModel, points: Set<VariableID>, nets: Set<FunctionID> = [],
    batch: Minibatch? = nil, keepsNumbersOpen: Bool = false, guides: GuideSettings = GuideSettings()
  ) throws(LoweringFailure) {
    let tied = bound.tiedVariables
    let points = Set(points.map { tied[$0] ?? $0 })
    self.init(
      bound, assignments: Objectives.assignments(bound, points: points),
      keepsNumbersOpen: keepsNumbersOpen, batch: batch, guides: guides)
    for id in nets.sorted() { try makeWeights(of: id) }
    for id in points.sorted() { _ = try table(of: id, readAt: model.variables[id].span) }
  }

  /// The sum of the terms, with the Jacobian of the points.
  mutating func finish(
    summing terms: [ValueID]
  ) throws(LoweringFailure) -> LoweredDensity {
    let plain = terms.reduce(builder.constant(0)) { builder.add($0, $1) }
    let total = logJacobians.reduce(plain) { builder.add($0, $1) }
    return try finish(total, plain: plain)
  }
}

extension TypedModel {
  /// The random variables that bound another one's interval.
  var variablesInBounds: Set<VariableID> {
    variables.ids.reduce(into: []) { result, id in
      let type = variables[id].type
      let element = if case .array(let element, _) = type { element } else { type }
      guard case .interval(let lower, let upper) = element else { return }
      result.formUnion(randomVariables(in: lower).union(randomVariables(in: upper)))
    }
  }
}

/// Lowers one stage of an objective to a log density of what the stage moves, without Jacobians.
///
/// A quantity to be minimised changes its sign, so that more is always better.
///
/// - Parameters:
///   - batch: rows of a plate that stand for all; sums over the plate count each as often as it
///     says, and means are those of the rows.
///   - keepsNumbersOpen: as for `lowerPosterior`.
///   - drawCount: how many draws stand for an expectation, if the stage does not say.
public func lowerObjective(
  _ bound: BoundModel, stage: Objective.Stage, batch: Minibatch? = nil,
  keepsNumbersOpen: Bool = false, drawCount: Int = 1,
  log: inout DiagnosticLog
) -> LoweredDensity? {
  lower(reportingTo: &log) { () throws(LoweringFailure) in
    var points: Set<VariableID> = []
    var nets: Set<FunctionID> = []
    for movable in stage.over {
      switch movable {
      case .variable(let id): points.formUnion(bound.model.members(of: id))
      case .function(let id): nets.insert(id)
      }
    }
    var lowering = try Lowering(
      bound, points: points, nets: nets, batch: batch, keepsNumbersOpen: keepsNumbersOpen,
      guides: try guideSettings(of: stage, in: bound, drawCount: drawCount))
    lowering.quadrature = quadratureRule(of: stage, in: bound)
    let value = try lowering.number(stage.value).value
    let isMaximised = stage.direction == .maximize
    let wanted = isMaximised ? value : lowering.builder.negate(value)
    let whole = lowering.separatingKnownRows(wanted)
    return try lowering.finish(whole, plain: whole)
  }
}

func lower<Result>(
  reportingTo log: inout DiagnosticLog, _ lower: () throws(LoweringFailure) -> Result
) -> Result? {
  do {
    return try lower()
  } catch {
    log.insert(error.diagnostic)
    return nil
  }
}

/// How each variable gets its value when the given ones are points.
func assignments(
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
func isPoint(_ id: VariableID, in bound: BoundModel) -> Bool {
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
