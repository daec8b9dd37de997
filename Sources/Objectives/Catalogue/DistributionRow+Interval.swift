import ScalarMath
public import TensorIR

extension DistributionRow {
  /// Writes log P(lower < X <= upper), the mass that a truncated density is divided by.
  ///
  /// Returns `nil` if the family has no distribution function. The difference is taken on the side
  /// of the median on which the interval begins, so it keeps its digits where both bounds are far
  /// in one tail, and its derivatives stay finite where the other side has no probability left.
  ///
  /// - Parameters:
  ///   - lower: the lower bound, `nil` for none; minus infinity is one too.
  ///   - upper: the upper bound, `nil` for none.
  public func logProbability(
    _ builder: inout ProgramBuilder, _ parameters: Parameters, above lower: ValueID?,
    below upper: ValueID?
  ) -> ValueID? {
    guard let logCDF, let logSurvival else { return nil }
    guard let lower else {
      return upper.map { logCDF(&builder, $0, parameters) } ?? builder.constant(0)
    }
    guard let upper else { return logSurvival(&builder, lower, parameters) }
    let lowerCDF = logCDF(&builder, lower, parameters)
    let isHigh = builder.compare(.less, builder.constant(-Double.log(2)), lowerCDF)
    // log(exp(more) - exp(less)), with both taken from the same side.
    let more = builder.select(
      isHigh, logSurvival(&builder, lower, parameters), logCDF(&builder, upper, parameters))
    let less = builder.select(isHigh, logSurvival(&builder, upper, parameters), lowerCDF)
    let gap = builder.subtract(more, less)
    return builder.add(more, builder.unary(.log1mExpNegative, gap))
  }
}
