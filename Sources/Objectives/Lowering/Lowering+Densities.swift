import Diagnostics
import ScalarMath
import Semantics
import TensorIR

/// Densities of the catalogue at values of the story.
extension Lowering {
  /// The log density of a draw, summed over its components; its axes are plates and states.
  mutating func logDensity(
    of x: Operand, under distribution: Distribution
  ) throws(LoweringFailure) -> ValueID {
    switch distribution.kind {
    case .energy(let e): return try number(e).value
    case .query(let query):
      switch query.density {
      case .use(let use): return try lowerUse(use, query, drawing: x)
      case .model, .guide:
        throw fail(.notYetLowered("a query as a conditional distribution", at: query.span))
      }
    case .family(let family, let arguments):
      let event = family.eventRank
      let lifted = Array(x.components.dropLast(event))
      let row = family.row(drawing: distribution.type)
      let parameters = try parameters(
        of: family, arguments, x, lifted, drawing: distribution.type)
      let draw = Operand(x.value, components: Array(x.components.suffix(event)))
      var value = row.logDensity(&builder, draw, parameters)
      if let bounds = distribution.truncation {
        value = try truncate(value, family, draw, parameters, bounds, distribution.span)
      }
      value = guarded(value, row, draw, distribution.type, arguments, parameters)
      value = builder.sum(value, over: lifted)
      guard distribution.isOrdered, let copies = lifted.last else { return value }
      let count = Double(builder.program[copies].size)
      return builder.add(value, builder.constant(Double.logGamma(count + 1)))
    }
  }

  /// The parameters of a family, their components lined up with those of the draw.
  mutating func parameters(
    of family: Family, _ arguments: [ParameterName: TypedExpression], _ x: Operand,
    _ lifted: [AxisID], drawing type: ValueType
  ) throws(LoweringFailure) -> DistributionRow.Parameters {
    var result: DistributionRow.Parameters = [:]
    for name in ParameterName.allCases {
      guard let argument = arguments[name] else { continue }
      if case .range(let range) = argument.kind {
        // A draw that is a member stands as its position, and so do its bounds.
        if case .member(let set) = type.element {
          result[.lower] = Operand(builder.cast(try position(range.lower, in: set), to: .real))
          result[.upper] = Operand(builder.cast(try position(range.upper, in: set), to: .real))
        } else {
          result[.lower] = try number(range.lower)
          result[.upper] = try number(range.upper)
        }
        continue
      }
      if case .indexSet(let set) = argument.kind {
        result[.lower] = Operand(builder.constant(0))
        result[.upper] = Operand(builder.constant(Double(size(set) - 1)))
        continue
      }
      let operand = try number(argument)
      let rank = min(family.eventRank(of: name), operand.components.count)
      let shared = Array(x.components.suffix(family.eventRank).prefix(rank))
      let own = eventAxes(Array(operand.components.suffix(rank - shared.count)))
      let leading = operand.components.count - rank
      let aligned = align(operand, to: Array(lifted.suffix(leading)) + shared + own)
      result[name] = Operand(aligned.value, components: shared + own)
    }
    return result
  }

  /// -inf where a draw is outside the support or a parameter outside its domain, unless types
  /// prove that they are inside.
  private mutating func guarded(
    _ value: ValueID, _ row: DistributionRow, _ x: Operand, _ type: ValueType,
    _ arguments: [ParameterName: TypedExpression], _ parameters: DistributionRow.Parameters
  ) -> ValueID {
    guard let condition = condition(on: row, x, type, arguments, parameters) else {
      return value
    }
    return builder.select(condition, value, builder.constant(-.infinity))
  }

  /// Whether a draw is inside the support and parameters inside their domains; `nil` if types
  /// prove it.
  mutating func condition(
    on row: DistributionRow, _ x: Operand, _ type: ValueType,
    _ arguments: [ParameterName: TypedExpression], _ parameters: DistributionRow.Parameters
  ) -> ValueID? {
    var condition: ValueID?
    for (name, domain) in row.requirements {
      guard let parameter = parameters[name], let argument = arguments[name],
        !domain.contains(argument.type)
      else { continue }
      if let test = domain.test(parameter, among: parameters, in: &builder) {
        condition = both(condition, test)
      }
    }
    // Data may lie outside, and so may states: `Uniform(2..4)` on a larger set. A point cannot.
    let isPoint = builder.type(x.value).element == .real && !dependsOnlyOnData(x.value)
    let isCertain = isPoint || isMember(type, of: parameters)
    if let isInSupport = row.isInSupport, !isCertain {
      condition = both(condition, isInSupport(&builder, x, parameters))
    }
    return condition
  }

  /// Whether draws of a type are members of a set that has a probability for each; data are checked
  /// when they are bound, but not those that a library is given later.
  private func isMember(
    _ type: ValueType, of parameters: DistributionRow.Parameters
  ) -> Bool {
    guard !keepsNumbersOpen, case .member(let set) = type.element else { return false }
    let weights = parameters[.probabilities] ?? parameters[.logits]
    let axis = weights?.components.last
    return axis.map { builder.program[$0].size == size(set) } ?? false
  }

  /// Whether a value can be computed before any parameter is known.
  private func dependsOnlyOnData(_ value: ValueID) -> Bool {
    switch builder.program[value].op {
    case .input(let input): builder.program[input].role == .data
    case .constant: true
    case .rename(let x, _, _), .cast(let x, _), .broadcast(let x, _): dependsOnlyOnData(x)
    case .gather(let x, _, _): dependsOnlyOnData(x)
    case .table, .position, .unary, .binary, .compare, .logical, .not, .select, .reduce,
      .contract, .cumulativeSum, .scatterAdd, .cholesky, .solveTriangular, .solve,
      .logAbsDeterminant, .determinant, .hole, .scan:
      false
    }
  }

  /// The density renormalised to an interval: log f(x) - log P(lower < X < upper).
  private mutating func truncate(
    _ value: ValueID, _ family: Family, _ x: Operand, _ parameters: DistributionRow.Parameters,
    _ bounds: Distribution.Bounds, _ span: SourceSpan
  ) throws(LoweringFailure) -> ValueID {
    let lower: ValueID? = if let bound = bounds.lower { try number(bound).value } else { nil }
    let upper: ValueID? = if let bound = bounds.upper { try number(bound).value } else { nil }
    let number = builder.cast(x.value, to: .real)
    var inside: ValueID?
    if let lower { inside = both(inside, builder.compare(.less, lower, number)) }
    if let upper { inside = both(inside, builder.compare(.less, number, upper)) }
    // Of a whole-numbered draw, what lies below `upper` ends one before it.
    let last = upper.map { family.isDiscrete ? builder.subtract($0, builder.constant(1)) : $0 }
    let mass = family.row.logProbability(&builder, parameters, above: lower, below: last)
    guard let mass else { throw fail(.unavailableTruncation(family.rawValue, at: span)) }
    let result = builder.subtract(value, mass)
    guard let inside else { return result }
    return builder.select(inside, result, builder.constant(-.infinity))
  }
}

extension Family {
  /// How many components one draw has: 0 for a number, 1 for a vector, 2 for a matrix.
  var eventRank: Int {
    switch self {
    case .multivariateNormal, .dirichlet, .multinomial: 1
    case .wishart, .inverseWishart, .lkj: 2
    case .normal, .logNormal, .studentT, .laplace, .cauchy, .halfNormal, .halfCauchy,
      .exponential, .gamma, .inverseGamma, .beta, .uniform, .discreteUniform, .bernoulli,
      .binomial, .categorical, .poisson, .negativeBinomial, .geometric, .vonMises, .delta,
      .orderedLogistic, .betaBinomial, .weibull, .skellam, .kernel, .flat:
      0
    }
  }

  /// How many components one parameter has.
  func eventRank(of parameter: ParameterName) -> Int {
    switch parameter {
    case .probabilities, .logits, .cuts, .data: 1
    case .concentration: self == .dirichlet ? 1 : 0
    case .mean: self == .multivariateNormal ? 1 : 0
    case .covariance, .cholesky: 2
    case .precision: self == .multivariateNormal ? 2 : 0
    case .scale: self == .wishart || self == .inverseWishart ? 2 : 0
    case .sd, .variance, .degrees, .rate, .shape, .a, .b, .lower, .upper, .probability, .logit,
      .trials, .eta, .value, .bandwidth, .members, .rate1, .rate2:
      0
    }
  }

  /// Whether its draws are whole numbers, truth values or members of a set.
  var isDiscrete: Bool {
    switch self {
    case .discreteUniform, .bernoulli, .binomial, .categorical, .multinomial, .poisson,
      .negativeBinomial, .geometric, .orderedLogistic, .betaBinomial, .skellam:
      true
    case .normal, .multivariateNormal, .logNormal, .studentT, .laplace, .cauchy, .halfNormal,
      .halfCauchy, .exponential, .gamma, .inverseGamma, .beta, .uniform, .dirichlet, .wishart,
      .inverseWishart, .lkj, .vonMises, .delta, .weibull, .kernel, .flat:
      false
    }
  }
}

extension ValueType {
  /// The type of one element of an array; of anything else, itself.
  fileprivate var element: ValueType {
    if case .array(let element, _) = self { element } else { self }
  }
}
