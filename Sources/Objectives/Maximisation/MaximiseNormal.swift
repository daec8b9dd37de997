import Semantics
import TensorIR

/// Normal distributions of numbers: means, and spreads in any of their three forms.
extension Lowering {
  mutating func maximiseNormal(
    _ tally: Tally, _ derivatives: TallyDerivatives, _ priors: [VariableID: Distribution],
    into updates: inout [VariableID: ValueID]
  ) throws(NoClosedForm) {
    let count = derivatives.count
    let variance = try variance(of: tally)
    var axes = Set(builder.type(variance).axes).union(builder.type(count).axes)
    var shift: (by: ValueID, first: ValueID)?
    if let id = tally.points[.mean], let slope = derivatives.points[id] {
      let mean = try point(id)
      axes.formUnion(mean.components)
      guard Set(builder.type(variance).axes).isSubset(of: mean.components) else {
        throw NoClosedForm("draws of different spreads share the mean `\(name(id))`")
      }
      let next = try nextMean(mean.value, slope, variance, count, try prior(of: id, priors))
      updates[id] = next
      shift = (builder.subtract(next, mean.value), builder.multiply(slope, variance))
    }
    guard let (form, id) = tally.points.first(where: { $0.key != .mean }),
      let slope = derivatives.points[id]
    else { return }
    let spread = try point(id)
    let shared = axes.subtracting(spread.components).sorted()
    let draws = builder.sum(count, over: shared)
    // The expected squares around the means of before, then around the next ones.
    var squares = try squares(form, spread.value, slope, draws)
    if let shift {
      let cross = builder.multiply(builder.constant(2), builder.multiply(shift.by, shift.first))
      let moved = builder.multiply(count, builder.unary(.square, shift.by))
      let change = builder.subtract(cross, moved)
      squares = builder.subtract(squares, builder.sum(change, over: shared))
    }
    updates[id] = try nextSpread(form, squares, draws, try prior(of: id, priors))
  }

  private func name(_ id: VariableID) -> String { model.variables[id].name }

  /// The variance as it is now.
  private mutating func variance(of tally: Tally) throws(NoClosedForm) -> ValueID {
    for form in [ParameterName.sd, .variance, .precision] {
      let value: ValueID
      if let id = tally.points[form] {
        value = try point(id).value
      } else if let argument = tally.others[form] {
        value = try constant(argument)
      } else {
        continue
      }
      if form == .sd { return builder.unary(.square, value) }
      return form == .variance ? value : builder.unary(.reciprocal, value)
    }
    throw Self.noForm
  }

  /// An argument that is the same for every draw.
  mutating func constant(_ argument: TypedExpression) throws(NoClosedForm) -> ValueID {
    let outer = letters
    defer { letters = outer }
    letters = [:]
    return try orReason { () throws(LoweringFailure) in try number(argument).value }
  }

  /// The mean where the derivative vanishes: (N mean / v + slope + prior) / (N / v + prior).
  private mutating func nextMean(
    _ mean: ValueID, _ slope: ValueID, _ variance: ValueID, _ count: ValueID, _ prior: Prior?
  ) throws(NoClosedForm) -> ValueID {
    guard let prior else {
      let step = builder.divide(builder.multiply(slope, variance), count)
      return builder.add(mean, step)
    }
    let (centre, precision) = try normalPrior(prior)
    let weight = builder.divide(count, variance)
    let data = builder.add(builder.multiply(weight, mean), slope)
    let above = builder.add(data, builder.multiply(precision, centre))
    return builder.divide(above, builder.add(weight, precision))
  }

  /// The mean and the precision of a normal prior of independent components.
  mutating func normalPrior(
    _ prior: Prior
  ) throws(NoClosedForm) -> (mean: ValueID, precision: ValueID) {
    guard prior.family == .normal, let mean = prior.parameters[.mean]?.value else {
      throw prior.mismatch
    }
    if let precision = prior.parameters[.precision] { return (mean, precision.value) }
    if let variance = prior.parameters[.variance] {
      return (mean, builder.unary(.reciprocal, variance.value))
    }
    guard let sd = prior.parameters[.sd] else { throw prior.mismatch }
    return (mean, builder.unary(.reciprocal, builder.unary(.square, sd.value)))
  }

  /// The expected sum of squares around the mean, from the derivative by the spread.
  private mutating func squares(
    _ form: ParameterName, _ now: ValueID, _ slope: ValueID, _ draws: ValueID
  ) throws(NoClosedForm) -> ValueID {
    let square = builder.unary(.square, now)
    if form == .sd {
      // S / s^3 - N / s.
      let third = builder.multiply(builder.multiply(square, now), slope)
      return builder.add(builder.multiply(draws, square), third)
    }
    let twice = builder.multiply(builder.constant(2), slope)
    if form == .variance {
      // (S / v^2 - N / v) / 2.
      return builder.add(builder.multiply(draws, now), builder.multiply(square, twice))
    }
    // (N / t - S) / 2.
    return builder.subtract(builder.divide(draws, now), twice)
  }

  private mutating func nextSpread(
    _ form: ParameterName, _ squares: ValueID, _ draws: ValueID, _ prior: Prior?
  ) throws(NoClosedForm) -> ValueID {
    guard let prior else {
      let variance = builder.divide(squares, draws)
      if form == .sd { return builder.unary(.sqrt, variance) }
      return form == .variance ? variance : builder.divide(draws, squares)
    }
    let half = builder.constant(0.5)
    guard let shape = prior.parameters[.shape]?.value else { throw prior.mismatch }
    let (count, sum) = (builder.multiply(half, draws), builder.multiply(half, squares))
    if form == .variance, prior.family == .inverseGamma,
      let scale = prior.parameters[.scale]?.value
    {
      let order = builder.add(builder.add(shape, builder.constant(1)), count)
      return builder.divide(builder.add(scale, sum), order)
    }
    guard form == .precision, prior.family == .gamma, let rate = prior.parameters[.rate]?.value
    else { throw prior.mismatch }
    let order = builder.add(builder.subtract(shape, builder.constant(1)), count)
    return builder.divide(order, builder.add(rate, sum))
  }
}
