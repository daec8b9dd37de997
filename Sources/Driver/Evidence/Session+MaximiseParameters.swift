import Binding
import Inference
import Objectives
import Semantics
import Syntax

extension Session {
  /// Fixes the params without values where log p(data) is largest; returns their values.
  mutating func maximiseParameters(
    of bound: inout BoundModel
  ) throws(CommandFailure) -> [Fit.Parameter] {
    let model = bound.model
    let open = model.variables.ids.filter {
      model.variables[$0].parts[0].role == .parameter && bound.values[$0] == nil
        && model.variables[$0].guide == nil
    }
    guard !open.isEmpty else { return [] }
    let observed = model.variables.ids.filter {
      model.variables[$0].isRandom && bound.values[$0] != nil
    }
    let items = observed.map {
      QueryItem(subject: .variable($0, []), value: nil, span: model.variables[$0].span)
    }
    let query = Query(density: .model, targets: items, conditions: [], span: model.span)
    let stage = Objective.Stage(
      direction: .maximize, value: TypedExpression(.logQuery(query), .real, at: model.span),
      over: open.map { .variable($0) }, estimator: nil, span: model.span)
    return try maximise(stage, of: &bound)
  }

  /// Fixes what a stage moves at its best point; returns the values.
  mutating func maximise(
    _ stage: Objective.Stage, of bound: inout BoundModel
  ) throws(CommandFailure) -> [Fit.Parameter] {
    guard
      let lowered = lowerObjective(
        bound, stage: stage, drawCount: fixedDrawCount, log: &log)
    else { throw .diagnosed }
    let problem = try problem(lowered, runs: startCount)
    let target = EvidenceTarget(
      lowered: lowered, density: problem.density, bound: bound, stream: evidenceStream)
    let best: Maximum
    do throws(EvidenceFailure) {
      best = try mode(of: target)
    } catch {
      throw failure(error, .auto)
    }
    guard best.isConverged else {
      throw .run(
        "the maximum of the evidence over its params was not found",
        hint: "give them priors, or values with `--set`")
    }
    let parameters = problem.parameters(at: best.position)
    let values = Dictionary(
      parameters.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    for block in lowered.blocks {
      guard let variable = block.variable else {
        throw .run("the net `\(block.name)` has no prior", hint: "give its weights one")
      }
      let numbers = bound.elementNames(of: variable).compactMap { values[$0] }
      bound.values[variable] = BoundValue(
        shape: bound.shape(of: variable), storage: .reals(numbers))
    }
    return parameters
  }
}
