import ScalarMath
import TensorIR

/// What is integrated over the elements of a hole, each by itself.
struct ElementwiseIntegrand {
  /// The log of the function: one integral for each position along its axes.
  let value: ValueID
  let hole: ValueID
  let map: CoordinateMap
  /// Which elements there are; `nil` if all. Those that are not have the integral one.
  let exists: ValueID?
}

/// How a number of some type follows from one on the whole line.
enum CoordinateMap {
  case itself
  /// By sinh, which makes exponential tails of those that fall off like a power.
  case stretched
  /// As the point of a constrained type.
  case interval(lower: ValueID?, upper: ValueID?)
}

extension ProgramBuilder {
  /// Writes the log of the integrals of exp(integrand).
  ///
  /// The centre and the spread of the nodes are the mean and the standard deviation of the
  /// integrand as a density, found step by step with a coarser rule that begins at 0 with spread 1:
  /// each step sees a peak that is a few times narrower. For derivatives they are constants: where
  /// the rule is exact, moving its nodes changes nothing.
  ///
  /// - Returns: the values, and the tables of the weights in them.
  mutating func quadrature(
    _ integrand: ElementwiseIntegrand, by rule: QuadratureRule
  ) -> (value: ValueID, tables: Set<ValueID>) {
    let (centre, spread) = placement(of: integrand)
    let nodes = axis("node", size: rule.count)
    let places = append(.table(rule.places, along: nodes))
    let weights = append(.table(rule.logWeights, along: nodes))
    let far = add(centre, multiply(spread, places))
    // Nodes where there is next to nothing move to the highest one, with weight zero: a derivative
    // out there may be 0 / 0.
    let sketch = withoutNaN(add(logDensity(of: integrand, at: far), weights))
    let highest = reduce(.maximum, sketch, over: [nodes])
    let level = subtract(highest, constant(100))
    let isTop = compare(.equal, sketch, highest)
    let top = reduce(.maximum, select(isTop, far, constant(-.infinity)), over: [nodes])
    let matters = compare(.less, level, sketch)
    let value = logDensity(of: integrand, at: select(matters, far, top))
    let terms = select(matters, add(value, weights), constant(-.infinity))
    let total = add(reduce(.logSumExp, terms, over: [nodes]), unary(.log, spread))
    let result = integrand.exists.map { select($0, total, constant(0)) } ?? total
    return (result, [weights])
  }

  /// Where the integrand is, and how wide.
  private mutating func placement(
    of integrand: ElementwiseIntegrand
  ) -> (centre: ValueID, spread: ValueID) {
    let rule = QuadratureRule.search
    let steps = axis("step", size: 8)
    let nodes = axis("node", size: rule.count)
    let type = type(integrand.value)
    let (centre, spread) = (hole("centre", type), hole("spread", type))
    let places = append(.table(rule.places, along: nodes))
    let weights = append(.table(rule.logWeights, along: nodes))
    let distances = append(.table(rule.distances, along: nodes))
    let t = add(centre, multiply(spread, places))
    let terms = withoutNaN(add(logDensity(of: integrand, at: t), weights))
    let highest = reduce(.maximum, terms, over: [nodes])
    let isFinite = compare(.less, constant(-.infinity), highest)
    let masses = unary(.exp, subtract(terms, highest))
    let total = sum(masses, over: [nodes])
    let mean = divide(sum(multiply(masses, t), over: [nodes]), total)
    let deviations = unary(.square, subtract(t, mean))
    let variance = divide(sum(multiply(masses, deviations), over: [nodes]), total)
    // A peak between two nodes is narrower than they are apart; it is not lost in the next step.
    let apart = unary(.square, multiply(constant(0.25), multiply(spread, distances)))
    let blur = divide(sum(multiply(masses, apart), over: [nodes]), total)
    let width = unary(.sqrt, add(variance, blur))
    let final = scan(
      along: steps,
      carries: [
        ScanCarry(hole: centre, initial: constant(0), next: select(isFinite, mean, centre)),
        ScanCarry(hole: spread, initial: constant(1), next: select(isFinite, width, spread)),
      ]
    ).final
    return (withoutDerivative(final[0]), withoutDerivative(final[1]))
  }

  /// The number, and -inf in place of what is none: a point that a sampler would reject.
  private mutating func withoutNaN(_ x: ValueID) -> ValueID {
    select(compare(.less, x, constant(.infinity)), x, constant(-.infinity))
  }

  /// The log of the integrand in coordinates on the line.
  private mutating func logDensity(of integrand: ElementwiseIntegrand, at t: ValueID) -> ValueID {
    let (value, stretch) = image(of: t, by: integrand.map)
    var images = [integrand.hole: value]
    images.merge(logarithms(of: integrand.hole, integrand.map, at: t)) { $1 }
    let density = add(substitute(images, in: [integrand.value])[0], stretch)
    guard let exists = integrand.exists else { return density }
    let square = multiply(constant(-0.5), unary(.square, t))
    return select(exists, density, subtract(square, constant(halfLogTwoPi)))
  }

  /// The number that a point of the line stands for, and the log of how the map stretches there.
  mutating func image(
    of t: ValueID, by map: CoordinateMap
  ) -> (value: ValueID, stretch: ValueID) {
    switch map {
    case .itself: return (t, constant(0))
    case .stretched: return (unary(.sinh, t), logCosh(t))
    case .interval(let lower, let upper):
      let constrained = constrainToInterval(t, lower: lower, upper: upper)
      return (constrained.value.value, constrained.logJacobian)
    }
  }

  /// What stands for logarithms of the hole, so that they keep their digits near the ends.
  private mutating func logarithms(
    of hole: ValueID, _ map: CoordinateMap, at t: ValueID
  ) -> [ValueID: ValueID] {
    guard case .interval(let lower, let upper) = map, lower.flatMap({ constantValue($0) }) == 0
    else { return [:] }
    if upper == nil { return [unary(.log, hole): t] }
    guard upper.flatMap({ constantValue($0) }) == 1 else { return [:] }
    return [
      unary(.log, hole): negate(unary(.softplus, negate(t))),
      unary(.log1p, negate(hole)): negate(unary(.softplus, t)),
    ]
  }

  /// log cosh t, without overflow.
  private mutating func logCosh(_ t: ValueID) -> ValueID {
    let far = unary(.softplus, multiply(constant(-2), unary(.absolute, t)))
    return subtract(add(unary(.absolute, t), far), constant(.log(2)))
  }
}
