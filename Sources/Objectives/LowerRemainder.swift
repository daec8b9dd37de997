public import Binding
public import Diagnostics
import Semantics
import TensorIR

/// Lowers log p(data, what is left) after integrating and summing out what can be, with the draws
/// of what was integrated out: together they draw from the posterior.
///
/// All real latents of `lowerPosterior` are either coordinates of the density or drawn back.
/// Returns `nil` after reporting what cannot be lowered.
///
/// - Parameter largestMatrix: latents whose elements depend on each other, given the rest, through
///   a matrix with more rows are coordinates: its Cholesky factor costs more than a sampler saves.
public func lowerRemainder(
  _ bound: BoundModel, largestMatrix: Int = 128, log: inout DiagnosticLog
) -> Remainder? {
  lower(reportingTo: &log) { () throws(LoweringFailure) in
    try remainder(of: bound, within: IntegrationLimits(largestMatrix: largestMatrix))
  }
}

/// As for an evidence, what cannot be integrated out becomes a point, and all is lowered anew.
func remainder(
  of bound: BoundModel, within asked: IntegrationLimits
) throws(LoweringFailure) -> Remainder {
  let model = bound.model
  try requireNoParameter(in: bound)
  let latents = Set(model.variables.ids.filter { isPoint($0, in: bound) })
  var points = latents.intersection(model.variablesInBounds)
  // First what has no integral at all, since others may be cheap given that.
  var limits = asked
  limits.largestMatrix = .max
  while true {
    var lowering = try Lowering(bound, points: points)
    let kept = model.variables.ids.filter { id in
      model.variables[id].isRandom && lowering.assignments[id] != nil
    }
    let elimination = try lowering.eliminateTraced(
      keeping: Set(kept), open: latents.subtracting(points), limits)
    if elimination.left.isEmpty, limits.largestMatrix > asked.largestMatrix {
      limits = asked
      continue
    }
    if elimination.left.isEmpty {
      // Two programs from here on: the noise of the draws is no coordinate of the density.
      var rest = lowering
      rest.restore(elimination.outer)
      return Remainder(
        density: try rest.finish(summing: elimination.terms),
        draws: try lowering.drawBack(elimination, latents.subtracting(points)))
    }
    points.formUnion(elimination.left)
  }
}

/// An elimination with what is needed to go back.
private struct TracedElimination {
  let terms: [ValueID]
  /// What could not be eliminated.
  let left: Set<VariableID>
  /// The integrals before and after the sums over states.
  let before: [Integral]
  let states: Elimination
  let after: [Integral]
  let outer: Lowering.Mode
}

extension Lowering {
  /// Eliminates all that is not kept; the assignments remain switched.
  fileprivate mutating func eliminateTraced(
    keeping kept: Set<VariableID>, open: Set<VariableID>,
    _ limits: IntegrationLimits
  ) throws(LoweringFailure) -> TracedElimination {
    let story = try story(of: kept, open: open, asked: model.span)
    let before = try integrate(
      story.reals, from: story.factors, free: [], limits: limits)
    let states = try eliminate(story.states, from: before.factors, isTraced: true)
    let after = try integrate(
      before.left, from: states.factors, free: [], limits: limits)
    return TracedElimination(
      terms: after.factors.map { total(of: $0, free: []) }, left: after.left,
      before: before.integrals, states: states, after: after.integrals, outer: story.outer)
  }

  /// The draws of what was eliminated, the last first.
  fileprivate mutating func drawBack(
    _ elimination: TracedElimination, _ latents: Set<VariableID>
  ) throws(LoweringFailure) -> RealDraws {
    var back = DrawBack()
    try back.run(elimination.after, after: TraceBack(.random), in: &self)
    var trace = TraceBack(.random)
    if !elimination.before.isEmpty {
      try trace.run(elimination.states, in: &self)
      back.addUniforms(of: trace, in: self)
    }
    try back.run(elimination.before, after: trace, in: &self)
    var outputs: [Output] = []
    var places: [[Int]] = []
    for id in latents.sorted() {
      let variable = model.variables[id]
      let shape = try blockShape(of: id, variable)
      let table = try table(of: id, readAt: variable.span)
      // Its mean may depend on states, as that of a component does.
      var cell: [IndexID: Coordinate] = [:]
      for letter in variable.indices {
        cell[letter] = coordinate(letter, 0..<size(model.indices[letter].set))
      }
      let value = try back.value(of: table.value, readings, after: trace, on: cell, in: &self)
      let free = builder.unconstrain(
        builder.spread(value, along: table.components), along: shape.coordinates.first,
        from: shape.space)
      outputs.append(Output(name: variable.name, value: free))
      places.append(self.places(shape.batch + shape.coordinates))
    }
    let noise = builder.program.inputs.indices.compactMap { index -> DrawNoise? in
      let input = InputID(index: Int32(index))
      return back.noise[input].map {
        DrawNoise(law: $0, count: builder.program.count(builder.program[input].type))
      }
    }
    return RealDraws(
      program: builder.finish(outputs), data: data, noise: noise, variables: latents.sorted(),
      places: places)
  }
}
