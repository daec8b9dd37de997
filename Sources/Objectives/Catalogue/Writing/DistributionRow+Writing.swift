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
    self.isInSupport = if let isInSupport { written(isInSupport) } else { nil }
    logCDF = if let tails { writtenAt(tails.logCDF) } else { nil }
    logSurvival = if let tails { writtenAt(tails.logSurvival) } else { nil }
    if let draw {
      sample = { stream, parameters throws(BadParameter) in
        try parameters.check(requirements, of: family)
        return draw(&stream, parameters)
      }
    } else {
      sample = nil
    }
    if let tails {
      sampleTruncated = { stream, parameters, bounds throws(BadParameter) in
        try parameters.check(requirements, of: family)
        return [tails.draw(&stream, parameters, in: bounds)]
      }
    } else {
      sampleTruncated = nil
    }
    self.mean = mean
    self.variance = variance
  }
}
