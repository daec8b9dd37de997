public import Binding
public import Diagnostics
import Semantics
public import TensorIR

/// A posterior taken apart: what the data say, and what was thought before.
public struct LoweredLikelihood: Sendable {
  /// log p(latents, data), as `lowerPosterior` gives it.
  public let posterior: LoweredDensity
  /// Its inputs are those of the posterior's programs and, as a last parameter, a power; its
  /// output is log p(latents) + power * log p(data | latents), with the Jacobian of the
  /// coordinates. The derivative in the power is the log likelihood.
  public let tempered: TensorProgram
  /// The same inputs as the posterior; its outputs are the log likelihoods of the observations,
  /// for each set of plates one table. A missing observation is zero at every point.
  public let pointwise: TensorProgram
  /// The number of elements of each output of `pointwise`.
  public let counts: [Int]
}

/// Lowers p(latents) and p(data | latents) apart. Real latents are the coordinates; finite discrete
/// ones are summed out of both.
///
/// The log likelihood is log p(latents, data) - log p(latents): what the two do not share. Returns
/// `nil` after reporting what cannot be lowered.
public func lowerLikelihood(
  _ bound: BoundModel, log: inout DiagnosticLog
) -> LoweredLikelihood? {
  guard let posterior = lowerPosterior(bound, log: &log) else { return nil }
  return lower(reportingTo: &log) { () throws(LoweringFailure) in
    let model = bound.model
    let latents = Set(model.variables.ids.filter { isPoint($0, in: bound) })
    var lowering = Lowering(bound, assignments: assignments(bound, points: latents))
    for id in latents.sorted() {
      _ = try lowering.table(of: id, readAt: model.variables[id].span)
    }
    let random = Set(
      model.variables.ids.filter {
        model.variables[$0].isRandom && lowering.assignments[$0] != nil
      })
    var (likelihood, left) = try lowering.logFactors(of: random, free: [], asked: model.span)
    let (prior, remaining) = try lowering.logFactors(of: latents, free: [], asked: model.span)
    let open = left.union(remaining)
    if !open.isEmpty { throw lowering.noIntegral(of: open, at: model.span) }
    var corrections: [LogFactor] = []
    for factor in prior {
      let shared = likelihood.firstIndex {
        $0.value == factor.value && $0.coordinates == factor.coordinates
      }
      if let shared { likelihood.remove(at: shared) } else { corrections.append(factor) }
    }
    let logPrior = prior.reduce(lowering.logJacobian) { sum, factor in
      lowering.builder.add(sum, lowering.total(of: factor, free: []))
    }
    let groups = lowering.observations(likelihood, minus: corrections)
    let logLikelihood = groups.reduce(lowering.builder.constant(0)) { sum, group in
      lowering.builder.add(sum, lowering.builder.sum(group.value, over: group.axes))
    }
    let pointwise = lowering.builder.finish(
      groups.enumerated().map { Output(name: "observations \($0)", value: $1.value) })
    let power = lowering.builder.input("power", TensorType(.real, []), role: .parameter)
    let total = lowering.builder.add(
      logPrior, lowering.builder.multiply(power, logLikelihood))
    return LoweredLikelihood(
      posterior: posterior,
      tempered: lowering.builder.finish([Output(name: "tempered log density", value: total)]),
      pointwise: pointwise,
      counts: groups.map { group in
        lowering.builder.program.count(group.axes)
      })
  }
}

extension Lowering {
  /// The sum of the logs of Jacobians.
  fileprivate var logJacobian: ValueID {
    mutating get {
      logJacobians.reduce(builder.constant(0)) { builder.add($0, $1) }
    }
  }

  /// The factors of the likelihood by their letters, those over the same letters as one table.
  ///
  /// What the prior has and the joint has not, `corrections`, goes into a table of one number.
  fileprivate mutating func observations(
    _ factors: [LogFactor], minus corrections: [LogFactor]
  ) -> [(axes: [AxisID], value: ValueID)] {
    var result: [(axes: [AxisID], value: ValueID)] = []
    func add(_ value: ValueID, over axes: [AxisID]) {
      if let index = result.firstIndex(where: { $0.axes == axes }) {
        result[index].value = builder.add(result[index].value, value)
      } else {
        result.append((axes, value))
      }
    }
    for factor in factors {
      let letters = Set(factor.coordinates.keys)
      let axes = letters.map { axis(of: $0) }.sorted()
      var value = builder.cast(total(of: factor, free: letters), to: .real)
      for axis in axes {
        guard let mask = raggedMasks[axis] else { continue }
        value = builder.select(mask, value, builder.constant(0))
      }
      let missing = axes.filter { !has(value, $0) }
      if !missing.isEmpty { value = builder.append(.broadcast(value, along: missing)) }
      add(value, over: axes)
    }
    for factor in corrections {
      add(builder.negate(total(of: factor, free: [])), over: [])
    }
    return result
  }
}
