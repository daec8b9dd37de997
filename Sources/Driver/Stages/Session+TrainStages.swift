import Binding
import Inference
import Objectives
import ScalarMath
import Semantics
import Syntax

extension Session {
  /// Runs the stages of an objective, each from what those before it ended at.
  mutating func train(
    _ stages: [Objective.Stage], on data: BoundModel
  ) throws(CommandFailure) -> Training {
    var bound = data
    var done: [Training.Stage] = []
    for (index, stage) in stages.enumerated() {
      if stages.count > 1 { note("stage \(index + 1) of \(stages.count)") }
      let stage = try train(stage, on: &bound)
      done.append(stage)
      if !stage.fit.isConverged || !stage.fit.isComplete { break }
    }
    return Training(stages: done, bound: bound)
  }

  /// Finds the best point of one stage and puts it among the values of the model.
  private mutating func train(
    _ stage: Objective.Stage, on bound: inout BoundModel
  ) throws(CommandFailure) -> Training.Stage {
    let stochastic = try stochasticMethod(
      for: stage, in: bound.model, askedBy: Option.training.filter { $0 != .holdout })
    if let (method, reason) = stochastic {
      return try trainBySteps(stage, on: &bound, by: method, because: reason)
    }
    let watch = Stopwatch()
    let drawn = lowerObjective(bound, stage: stage, drawCount: fixedDrawCount, log: &log)
    guard let drawn else { throw .diagnosed }
    let lowered = drawn.with(noise: RandomStream(seed: UInt64(seed)).stream("noise"))
    let problem = try problem(lowered, runs: startCount)
    let climber = try climber(of: problem, bound, stage)
    let starts = Array(
      try startingPoints(of: problem, in: bound.model).prefix(climber.starts(of: startCount)))
    note(
      "method \(climber.method.rawValue) (\(climber.reason)): "
        + "\(problem.density.dimension) free coordinates")
    let compileSeconds = watch.seconds
    let climb = Stopwatch()
    let restarts = try climbs(
      climber, on: problem.density, from: starts, observationCount: bound.observationCount)
    let best = restarts.best
    var fit = Fit(
      objective: stage.direction == .maximize ? best.value : -best.value, method: climber.method,
      iterations: best.iterationCount, isConverged: best.isConverged,
      isComplete: !Interruption.isRequested, parameters: [],
      seconds: .init(compile: compileSeconds, fit: climb.seconds))
    fit.parameters = problem.parameters(at: best.position)
    fit.quadratureError = try quadratureError(of: problem, at: best.position)
    try estimateAnew(&fit, lowered, at: best.position, stage)
    fit.weights = problem.savedWeights(at: best.position, in: bound)
    let advice = try advice(on: best, problem, of: stage, in: bound)
    problem.put(best.position, into: &bound)
    return Training.Stage(fit: fit, end: .climbs(restarts, advice))
  }
}

extension Session {
  /// Warns of queries for labels where there are none: their log is 0 wherever the points are.
  func noteEmptyQueries(
    of stages: [Objective.Stage], in bound: BoundModel, for member: String? = nil
  ) {
    let name = member.map { "\($0): " } ?? ""
    let queries = stages.flatMap { bound.model.queries(in: $0.value) }
    for query in queries where bound.knowsNothing(of: query) {
      note(
        "warning: \(name)no row has a value of what `log \(bound.model.text(of: query))` asks for, "
          + "so it is constant\n  hint: the data want some labels")
    }
  }
}

extension BoundModel {
  /// Whether a query asks for labels that no row has, given something else.
  fileprivate func knowsNothing(of query: Query) -> Bool {
    guard query.density == .model, !query.conditions.isEmpty else { return false }
    return query.targets.allSatisfy { target in
      guard case .variable(let id, _) = target.subject, target.value == nil,
        model.variables[id].parts.allSatisfy({ $0.role == .partial })
      else { return false }
      return values[id].map { $0.known?.contains(true) == false } ?? true
    }
  }
}

extension Problem {
  /// Puts a point among the values of a model, as data of the questions that follow.
  func put(_ position: [Double], into bound: inout BoundModel) {
    let moved = lowered.quantities.indices.filter {
      lowered.moved.contains(lowered.quantities[$0].variable)
    }
    for (index, values) in zip(moved, self.values(of: moved, at: position)) {
      let id = lowered.quantities[index].variable
      bound.values[id] = BoundValue(shape: bound.shape(of: id), storage: .reals(values))
    }
    bound.weights.merge(lowered.weights(at: position)) { $1 }
  }
}
