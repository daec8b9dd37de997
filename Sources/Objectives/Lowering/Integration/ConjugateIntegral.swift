import ScalarMath
import TensorIR

extension Expander {
  /// The logarithm of the integral of exp(terms) over all elements of the variable, `nil` if it is
  /// none of those that the catalogue's conjugate pairs lead to.
  mutating func conjugateIntegral(
    of terms: [Term], along axes: [AxisID], batch: Set<AxisID>
  ) -> (value: ValueID, law: ConditionalLaw)? {
    guard terms.allSatisfy({ $0.atoms.count <= 1 }) else { return nil }
    let statistics = Set(terms.flatMap { $0.atoms.map(\.statistic) })
    let result: (value: ValueID, law: ConditionalLaw)?
    switch support {
    case .line, .matrix: result = nil
    case .halfLine: result = gammaIntegral(of: terms, statistics, along: axes)
    case .unitInterval: result = betaIntegral(of: terms, statistics, along: axes)
    case .simplex(let axis): result = dirichletIntegral(of: terms, statistics, along: axes, axis)
    }
    guard let result else { return nil }
    var summed = Set(axes).subtracting(batch)
    if case .simplex(let axis) = support { summed.remove(axis) }
    let total = builder.sumOfFactors(result.value, over: summed)
    return (builder.add(constant(of: terms), total), result.law)
  }

  /// The integral of v^a exp(-b v^k) over (0, infinity) is Gamma(s) b^-s / |k| with
  /// s = (a + 1) / k: a gamma variable for k = 1, an inverse gamma one for k = -1, and the same in
  /// terms of a standard deviation for k = -2 and 2.
  private mutating func gammaIntegral(
    of terms: [Term], _ statistics: Set<Statistic>, along axes: [AxisID]
  ) -> (ValueID, ConditionalLaw)? {
    var powers: [Double] = []
    for statistic in statistics {
      switch statistic {
      case .power(let k): powers.append(k)
      case .log: break
      case .complementPower, .logComplement, .logDeterminant: return nil
      }
    }
    guard let k = powers.first, powers.count == 1 else { return nil }
    let exponent = coefficient(of: .log, in: terms, along: axes)
    let weight = builder.negate(coefficient(of: .power(k), in: terms, along: axes))
    let above = builder.add(exponent, builder.constant(1))
    let shape = properOrNothing(builder.multiply(above, builder.constant(1 / k)))
    let rate = properOrNothing(weight)
    let log = builder.multiply(shape, builder.unary(.log, rate))
    let scale = builder.constant(.log(abs(k)))
    let value = builder.subtract(builder.subtract(builder.unary(.logGamma, shape), log), scale)
    return (value, .gamma(shape: shape, rate: rate, power: k))
  }

  /// The integral of v^a (1 - v)^b over (0, 1) is the beta function of a + 1 and b + 1.
  private mutating func betaIntegral(
    of terms: [Term], _ statistics: Set<Statistic>, along axes: [AxisID]
  ) -> (ValueID, ConditionalLaw)? {
    guard statistics.isSubset(of: [.log, .logComplement]) else { return nil }
    let one = builder.constant(1)
    let first = builder.add(coefficient(of: .log, in: terms, along: axes), one)
    let second = builder.add(coefficient(of: .logComplement, in: terms, along: axes), one)
    let (a, b) = (properOrNothing(first), properOrNothing(second))
    return (builder.binary(.logBeta, a, b), .beta(a, b))
  }

  /// The integral of the product of v_j^a_j over the simplex is that of Gamma(a_j + 1) over
  /// Gamma of their sum (Dirichlet).
  private mutating func dirichletIntegral(
    of terms: [Term], _ statistics: Set<Statistic>, along axes: [AxisID], _ axis: AxisID
  ) -> (ValueID, ConditionalLaw)? {
    guard statistics.isSubset(of: [.log]) else { return nil }
    let one = builder.constant(1)
    let exponent = builder.add(coefficient(of: .log, in: terms, along: axes), one)
    let shape = properOrNothing(builder.spread(exponent, along: [axis]))
    let gammas = builder.sum(builder.unary(.logGamma, shape), over: [axis])
    let total = builder.sum(shape, over: [axis])
    let value = builder.subtract(gammas, builder.unary(.logGamma, total))
    return (value, .dirichlet(shape, along: axis))
  }
}
