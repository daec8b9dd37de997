import Autodiff
public import Binding
import Diagnostics
public import Semantics
import Syntax
public import TensorIR

/// A map of the coordinates of an objective's points to better ones.
///
/// It is the step of the EM algorithm (Dempster, Laird and Rubin 1977), or of an expectation
/// conditional maximisation (Meng and Rubin 1993) where a prior couples a mean with a variance:
/// the objective never falls.
public struct MaximisationStep: Sendable {
  /// Its outputs are the objective at the given coordinates, and the next ones of each block.
  public let program: TensorProgram
  /// The values of the data inputs.
  public let data: [InputID: Tensor]
  /// Whether nothing is summed out and no prior couples parameters, so that the first step ends at
  /// the maximum.
  public let isClosedForm: Bool
}

/// Lowers the step that maximises the expected log density of the complete data, where it has a
/// closed form.
///
/// The expected sufficient statistics are derivatives of the log density that is left when what is
/// hidden has been summed out: by the parameters, and by counts that stand beside each draw. What
/// they make of a parameter says the catalogue.
///
/// - Throws: `NoClosedForm` with the reason if there is none.
public func lowerMaximisation(
  _ bound: BoundModel, stage: Objective.Stage
) throws(NoClosedForm) -> MaximisationStep {
  var points: Set<VariableID> = []
  for movable in stage.over {
    switch movable {
    case .variable(let id): points.insert(id)
    case .function(let id): throw NoClosedForm("`\(bound.model.functions[id].name)` is a net")
    }
  }
  if let estimator = stage.estimator {
    throw NoClosedForm("it is estimated or approximated: `using \(estimator.method.rawValue)`")
  }
  guard stage.direction == .maximize else {
    throw NoClosedForm("the objective is no log density that is maximised")
  }
  let plan = try ClosedFormPlan(bound, value: stage.value, points: points)
  var lowering = Lowering(bound, assignments: assignments(bound, points: points))
  let statistics = try orReason { () throws(LoweringFailure) in
    try lowering.expectedStatistics(of: stage.value, plan, points)
  }
  var updates: [VariableID: ValueID] = [:]
  for (tally, derivatives) in zip(plan.tallies, statistics.tallies) {
    try lowering.maximise(tally, derivatives, plan.priors, into: &updates)
  }
  var outputs = [Output(name: "log density", value: statistics.value)]
  for block in lowering.blocks {
    guard let id = block.variable, let update = updates[id] else {
      throw NoClosedForm("`\(block.name)` has no update")
    }
    let coordinates = try orReason { () throws(LoweringFailure) in
      try lowering.coordinates(of: id, update)
    }
    outputs.append(Output(name: block.name, value: coordinates))
  }
  return MaximisationStep(
    program: lowering.builder.finish(outputs), data: lowering.data,
    isClosedForm: !plan.sumsOut && !plan.couplesParameters)
}

/// A failure to lower as a reason why there is no closed form.
func orReason<Value>(
  _ body: () throws(LoweringFailure) -> Value
) throws(NoClosedForm) -> Value {
  do throws(LoweringFailure) { return try body() } catch {
    throw NoClosedForm(error.diagnostic.message)
  }
}

/// The derivatives of a log density by what a tally reads, each like the table of the point.
struct TallyDerivatives {
  /// By counts of draws: the expected number of draws at each element of the widest point.
  let count: ValueID
  /// By each point, as far as the statements of the tally read it.
  let points: [VariableID: ValueID]
}

extension Lowering {
  /// The log density and its derivatives by what the tallies read.
  mutating func expectedStatistics(
    of value: TypedExpression, _ plan: ClosedFormPlan, _ points: Set<VariableID>
  ) throws(LoweringFailure) -> (value: ValueID, tallies: [TallyDerivatives]) {
    var fillings: [ValueID: ValueID] = [:]
    var wanted: [ValueID] = []
    var changes: [VariableID: ValueID] = [:]
    for id in points.sorted() {
      let table = try table(of: id, readAt: model.variables[id].span)
      // The point itself is no hole: that would be something to be integrated over, which some
      // densities are written for at the cost of a whole elimination for each row.
      let type = TensorType(.real, Set(table.components).sorted())
      let change = builder.hole(model.variables[id].name, type)
      fillings[change] = builder.uniform(0, type)
      changes[id] = change
      standIns.points[id] = Operand(
        builder.add(table.value, change), components: table.components)
    }
    for tally in plan.tallies {
      let widest = model.variables[tally.widest]
      let letters = widest.indices.map { axis(of: $0) }
      let type = TensorType(.real, Set(letters).sorted())
      let count = builder.hole("draws", type)
      fillings[count] = builder.uniform(0, type)
      wanted.append(count)
      wanted += tally.points.values.sorted().compactMap { changes[$0] }
      for (source, subscripts) in tally.places {
        standIns.counts[source] = StandIns.Count(
          table: Operand(count, components: letters),
          sets: widest.indices.map { model.indices[$0].set }, subscripts: subscripts)
      }
    }
    let total = builder.cast(try number(value).value, to: .real)
    let gradients = builder.gradient(of: total, withRespectTo: wanted)
    var filled = builder.substitute(fillings, in: [total] + gradients)[...]
    let objective = filled.removeFirst()
    let tallies = plan.tallies.map { tally in
      let count = filled.removeFirst()
      let ids = tally.points.values.sorted()
      let own = ids.map { ($0, filled.removeFirst()) }
      return TallyDerivatives(count: count, points: Dictionary(uniqueKeysWithValues: own))
    }
    return (objective, tallies)
  }

  /// The coordinates of a point at a new value of its table.
  mutating func coordinates(
    of id: VariableID, _ update: ValueID
  ) throws(LoweringFailure) -> ValueID {
    let variable = model.variables[id]
    let shape = try blockShape(of: id, variable)
    let table = builder.widen(
      update, to: TensorType(.real, Set(try tableAxes(variable)).sorted()))
    return builder.unconstrain(table, along: shape.coordinates.first, from: shape.space)
  }
}
