import Semantics
import TensorIR

/// The maxima of the expected log density of the complete data, by families.
///
/// A derivative by a parameter and the count of draws give the expected sufficient statistics:
/// of a Poisson rate r, say, the derivative is S / r - N, so that S = r (derivative + N).
extension Lowering {
  mutating func maximise(
    _ tally: Tally, _ derivatives: TallyDerivatives, _ priors: [VariableID: Distribution],
    into updates: inout [VariableID: ValueID]
  ) throws(NoClosedForm) {
    switch tally.family {
    case .normal: try maximiseNormal(tally, derivatives, priors, into: &updates)
    case .multivariateNormal:
      try maximiseMultivariateNormal(tally, derivatives, priors, into: &updates)
    case .categorical, .bernoulli, .poisson, .exponential:
      guard let (name, id) = tally.points.first, tally.points.count == 1, tally.others.isEmpty,
        let slope = derivatives.points[id]
      else { throw NoClosedForm("a parameter of \(tally.family.rawValue) is no point") }
      let prior = try prior(of: id, priors)
      updates[id] = try maximiseOnly(
        tally.family, name, try point(id), slope, derivatives.count, prior)
    case .logNormal, .studentT, .laplace, .cauchy, .halfNormal, .halfCauchy, .gamma,
      .inverseGamma, .beta, .uniform, .discreteUniform, .dirichlet, .wishart, .inverseWishart,
      .lkj, .binomial, .multinomial, .negativeBinomial, .geometric, .vonMises, .delta,
      .orderedLogistic, .betaBinomial, .weibull, .skellam, .kernel, .flat:
      throw NoClosedForm("\(tally.family.rawValue) has no closed-form maximum here")
    }
  }

  /// A family with one parameter.
  private mutating func maximiseOnly(
    _ family: Family, _ parameter: ParameterName, _ point: Operand, _ slope: ValueID,
    _ count: ValueID, _ prior: Prior?
  ) throws(NoClosedForm) -> ValueID {
    let now = point.value
    switch parameter {
    case .probabilities:
      // N[k] / p[k] is the slope.
      var counts = builder.multiply(now, slope)
      if let prior {
        guard prior.family == .dirichlet, let pseudo = prior.parameters[.concentration] else {
          throw prior.mismatch
        }
        counts = builder.add(counts, builder.subtract(pseudo.value, builder.constant(1)))
      }
      guard let component = point.components.last else { throw Self.noForm }
      return builder.divide(counts, builder.sum(counts, over: [component]))
    case .probability:
      // N1 / p - (N - N1) / (1 - p).
      let rest = builder.subtract(builder.constant(1), now)
      let ones = builder.multiply(now, builder.add(builder.multiply(rest, slope), count))
      guard let prior else { return builder.divide(ones, count) }
      guard prior.family == .beta, let a = prior.parameters[.a], let b = prior.parameters[.b]
      else { throw prior.mismatch }
      let above = builder.subtract(builder.add(ones, a.value), builder.constant(1))
      let pseudo = builder.subtract(builder.add(a.value, b.value), builder.constant(2))
      return builder.divide(above, builder.add(count, pseudo))
    case .rate:
      return try maximiseRate(of: family, now, slope, count, prior)
    case .mean, .sd, .variance, .precision, .covariance, .cholesky, .degrees, .scale, .shape, .a,
      .b, .lower, .upper, .concentration, .logit, .logits, .trials, .eta, .cuts, .value, .data,
      .bandwidth, .members, .rate1, .rate2:
      throw Self.noForm
    }
  }

  /// The rate of a Poisson or exponential distribution, with a gamma prior or none.
  private mutating func maximiseRate(
    of family: Family, _ now: ValueID, _ slope: ValueID, _ count: ValueID, _ prior: Prior?
  ) throws(NoClosedForm) -> ValueID {
    // S / r - N of Poisson, N / r - S of the exponential distribution, where S sums the draws.
    var above: ValueID
    var below: ValueID
    if family == .poisson {
      above = builder.multiply(now, builder.add(slope, count))
      below = count
    } else {
      above = count
      below = builder.subtract(builder.divide(count, now), slope)
    }
    if let prior {
      guard prior.family == .gamma, let shape = prior.parameters[.shape],
        let rate = prior.parameters[.rate]
      else { throw prior.mismatch }
      above = builder.add(above, builder.subtract(shape.value, builder.constant(1)))
      below = builder.add(below, rate.value)
    }
    return builder.divide(above, below)
  }

  static var noForm: NoClosedForm { NoClosedForm("a parametrisation has no closed form") }
}

/// The prior of a point, its parameters lined up with the table of the point.
struct Prior {
  let name: String
  let family: Family
  let parameters: DistributionRow.Parameters

  var mismatch: NoClosedForm {
    NoClosedForm("the prior of `\(name)` is not conjugate")
  }
}

extension Lowering {
  /// The table of a point.
  mutating func point(_ id: VariableID) throws(NoClosedForm) -> Operand {
    try orReason { () throws(LoweringFailure) in
      try table(of: id, readAt: model.variables[id].span)
    }
  }

  /// The prior of a point; none is the flat one.
  mutating func prior(
    of id: VariableID, _ priors: [VariableID: Distribution]
  ) throws(NoClosedForm) -> Prior? {
    guard let distribution = priors[id] else { return nil }
    let variable = model.variables[id]
    guard case .family(let family, let arguments) = distribution.kind,
      distribution.truncation == nil, !distribution.isOrdered
    else { throw NoClosedForm("the prior of `\(variable.name)` is no plain distribution") }
    if family == .flat { return nil }
    let outer = letters
    defer { letters = outer }
    letters = [:]
    for letter in variable.indices { bind(letter) }
    let table = try point(id)
    let components = Array(table.components.dropFirst(variable.indices.count))
    let parameters = try orReason { () throws(LoweringFailure) -> DistributionRow.Parameters in
      try self.parameters(
        of: family, arguments, Operand(table.value, components: components),
        Array(components.dropLast(family.eventRank)), drawing: distribution.type)
    }
    return Prior(name: variable.name, family: family, parameters: parameters)
  }
}
