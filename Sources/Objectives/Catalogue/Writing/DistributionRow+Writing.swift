import ScalarMath
import Semantics
import TensorIR

extension DistributionRow {
  /// Creates a row from formulas; its samplers check the parameters first.
  ///
  /// - Parameter draw: one draw for parameters inside their domains, `nil` for an improper family.
  init(
    _ family: Family, _ requirements: [(parameter: ParameterName, domain: Domain)],
    logDensity: @escaping @Sendable (DensityScope) -> Formula,
    isInSupport: (@Sendable (DensityScope) -> Condition)? = nil,
    tails: Tails? = nil,
    draw: (@Sendable (inout RandomStream, NumericParameters) -> [Double])?,
    mean: @escaping @Sendable (NumericParameters) -> [Double]? = { _ in nil },
    variance: @escaping @Sendable (NumericParameters) -> [Double]? = { _ in nil }
  ) {
    self.requirements = requirements
    self.logDensity = written(logDensity)
    self.isInSupport = isInSupport.map { written($0) }
    logCDF = tails.map { tails in
      { builder, x, parameters in written(tails.logCDF)(&builder, Operand(x), parameters) }
    }
    logSurvival = tails.map { tails in
      { builder, x, parameters in written(tails.logSurvival)(&builder, Operand(x), parameters) }
    }
    sample = draw.map { draw in
      { stream, parameters throws(BadParameter) in
        try parameters.check(requirements, of: family)
        return draw(&stream, parameters)
      }
    }
    sampleTruncated = tails.map { tails in
      { stream, parameters, bounds throws(BadParameter) in
        try parameters.check(requirements, of: family)
        return [tails.draw(&stream, parameters, in: bounds)]
      }
    }
    self.mean = mean
    self.variance = variance
  }
}
