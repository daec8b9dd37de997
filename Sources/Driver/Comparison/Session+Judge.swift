import Binding
import Diagnostics
import Inference
import Objectives
import Posterior
import ScalarMath
import Semantics
import Syntax
import TensorIR

extension Session {
  /// Trains a hypothesis where it says so, and finds its evidence, its best fit and its PSIS-LOO.
  mutating func judge(
    _ hypothesis: Hypothesis, _ stream: RandomStream
  ) throws(CommandFailure) -> Judgement {
    var bound = try bound(hypothesis.chosen, adding: hypothesis.options)
    var trained: [Fit.Parameter] = []
    if let stage = hypothesis.stage { trained = try maximise(stage, of: &bound) }
    var (evidence, isPlain) = try value(of: hypothesis, &bound, stream)
    evidence.maximised = trained + evidence.maximised
    var judgement = Judgement(hypothesis: hypothesis, evidence: evidence)
    guard isPlain, !invocation.has(.noLOO) else { return judgement }
    for parameter in evidence.maximised where !trained.contains(parameter) {
      put(parameter, into: &bound)
    }
    let before = log
    guard let likelihood = lowerLikelihood(bound, log: &log) else {
      // The evidence stands without it.
      log = before
      judgement.looResult = .missing("p(data | latents) cannot be computed row by row")
      return judgement
    }
    let target = EvidenceTarget(
      lowered: likelihood.posterior, density: try density(likelihood.posterior, runs: threadCount),
      bound: bound, stream: stream)
    judgement.fit = bestFit(target, likelihood)
    judgement.looResult = try leaveOneOut(target, likelihood)
    return judgement
  }

  /// What a hypothesis is judged by, and whether that is log p(A) of observed variables A alone.
  private mutating func value(
    of hypothesis: Hypothesis, _ bound: inout BoundModel, _ stream: RandomStream
  ) throws(CommandFailure) -> (Evidence, isPlain: Bool) {
    let model = bound.model
    guard let value = hypothesis.value else {
      return (try evidence(of: bound, by: hypothesis.method, stream: stream), true)
    }
    guard case .logQuery(let query) = value.kind, query.density == .model else {
      return (try number(value, bound), false)
    }
    func random(_ items: [QueryItem]) -> Set<VariableID> {
      Set(items.flatMap { model.variables(in: $0) }.filter { model.variables[$0].isRandom })
    }
    let conditions = random(query.conditions)
    let mentioned = random(query.targets).union(conditions)
    let isWhole = (query.targets + query.conditions).allSatisfy { item in
      guard case .variable(_, let subscripts) = item.subject else { return item.value == nil }
      return subscripts.isEmpty && item.value == nil
    }
    guard isWhole, mentioned.allSatisfy({ isObserved($0, model) && bound.values[$0] != nil })
    else { return (try number(value, bound), false) }
    // What is observed and not mentioned is integrated out, so it must not count as known.
    func restricted(to kept: Set<VariableID>) -> BoundModel {
      var result = bound
      for id in model.variables.ids where isObserved(id, model) && !kept.contains(id) {
        result.values[id] = nil
      }
      return result
    }
    let given = conditions.isEmpty ? nil : restricted(to: conditions)
    bound = restricted(to: mentioned)
    let joint = try evidence(of: bound, by: hypothesis.method, stream: stream)
    guard let given else { return (joint, true) }
    let marginal = try evidence(
      of: given, by: hypothesis.method, stream: stream.stream("conditions"))
    var result = Evidence(
      logEvidence: joint.logEvidence - marginal.logEvidence,
      error: (joint.error * joint.error + marginal.error * marginal.error).squareRoot(),
      method: joint.method == .exact ? marginal.method : joint.method, checks: joint.checks)
    guard !result.method.isBound else {
      throw .run(
        "a difference of two bounds bounds nothing", hint: "`--method bridge` or `--method smc`")
    }
    result.seconds = joint.seconds + marginal.seconds
    return (result, false)
  }

  private func isObserved(_ id: VariableID, _ model: TypedModel) -> Bool {
    model.variables[id].parts.contains { $0.role == .observed || $0.role == .partial }
  }

  /// An expression whose every integral is exact.
  private mutating func number(
    _ value: TypedExpression, _ bound: BoundModel
  ) throws(CommandFailure) -> Evidence {
    let stage = Objective.Stage(
      direction: .maximize, value: value, over: [], estimator: nil, span: value.span)
    guard
      let lowered = lowerObjective(
        bound, stage: stage, drawCount: fixedDrawCount, log: &log)
    else { throw .diagnosed }
    var density = try density(lowered, runs: 1)
    var gradient: [Double] = []
    do throws(EvidenceFailure) {
      let result = try density.value(at: [], gradient: &gradient)
      return Evidence(logEvidence: result, error: 0, method: .exact)
    } catch {
      throw failure(error, .exact)
    }
  }

  private func put(_ parameter: Fit.Parameter, into bound: inout BoundModel) {
    let name = String(parameter.name.prefix { $0 != "[" })
    let found = bound.model.variables.ids.first { bound.model.variables[$0].name == name }
    guard let id = found else { return }
    let names = bound.elementNames(of: id)
    guard let place = names.firstIndex(of: parameter.name) else { return }
    var numbers = [Double](repeating: 0, count: names.count)
    if case .reals(let known)? = bound.values[id]?.storage { numbers = known }
    numbers[place] = parameter.value
    bound.values[id] = BoundValue(shape: bound.shape(of: id), storage: .reals(numbers))
  }

  /// The log likelihood at the mode of the posterior; `nil` if there is no mode.
  private func bestFit(_ target: EvidenceTarget, _ likelihood: LoweredLikelihood) -> BestFit? {
    var point: [Double] = []
    if target.lowered.dimension > 0 {
      guard let mode = try? mode(of: target), mode.isConverged else { return nil }
      point = mode.position
    }
    guard let rows = pointwise(likelihood, at: [point]) else { return nil }
    return BestFit(logLikelihood: rows.reduce(0) { $0 + $1[0] })
  }

  /// PSIS-LOO from draws of the posterior.
  private func leaveOneOut(
    _ target: EvidenceTarget, _ likelihood: LoweredLikelihood
  ) throws(CommandFailure) -> LeaveOneOutResult {
    let dimension = target.lowered.dimension
    var draws: [[[Double]]] = [[[]]]
    if dimension > 0 {
      var settings = NUTSSettings()
      settings.warmupCount = invocation.integer(.warmup) ?? settings.warmupCount
      settings.drawCount = 500
      settings.metric = dimension <= 50 ? .dense : .diagonal
      let runs = try runChains(
        target.density, settings, start: nil, stream: target.stream.stream("loo"))
      draws = runs.map { run in
        run.chain.statistics.indices.map { Array(run.chain.draw($0)) }
      }
    }
    guard let rows = pointwise(likelihood, at: draws.flatMap { $0 }), rows.count > 1 else {
      return .missing("the data are one observation that cannot be left out")
    }
    guard rows.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
      return .missing("an observation has no density at a draw of the posterior")
    }
    let efficiencies = (0..<dimension).map { coordinate in
      let scalar = ScalarDraws(chains: draws.map { $0.map { $0[coordinate] } })
      return scalar.meanESS() / Double(scalar.values.count)
    }.filter(\.isFinite)
    let efficiency =
      efficiencies.isEmpty ? 1 : efficiencies.reduce(0, +) / Double(efficiencies.count)
    return .found(LeaveOneOut(logLikelihoods: rows, relativeEfficiency: min(1, efficiency)))
  }

  /// For each observation that is not missing, its log density at each point.
  private func pointwise(
    _ likelihood: LoweredLikelihood, at points: [[Double]]
  ) -> [[Double]]? {
    guard
      let interpreter = try? Interpreter(
        likelihood.pointwise, data: likelihood.posterior.data)
    else { return nil }
    let columns = parallelMap(points.count, threads: threadCount) { index in
      var interpreter = interpreter
      interpreter.run(points[index])
      return likelihood.counts.indices.flatMap { interpreter.output($0) }
    }
    let rows = (0..<(columns.first?.count ?? 0)).map { row in columns.map { $0[row] } }
    return rows.filter { row in row.contains { $0 != 0 } }
  }
}
