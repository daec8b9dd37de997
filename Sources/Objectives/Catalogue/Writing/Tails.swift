import ScalarMath
import Semantics

/// The distribution function of a family of one real variable, in ops and in numbers.
///
/// The families that have it can be truncated.
struct Tails: Sendable {
  /// log P(X <= x) and log P(X > x) as formulas of `x` in the scope.
  let logCDF: @Sendable (DensityScope) -> Formula
  let logSurvival: @Sendable (DensityScope) -> Formula
  /// The same two as numbers.
  let numericLogCDF: @Sendable (Double, NumericParameters) -> Double
  let numericLogSurvival: @Sendable (Double, NumericParameters) -> Double
  /// Whether the variable is a count; its functions then are steps.
  var isDiscrete = false

  /// Returns a draw between two bounds, by bisection of its distribution function.
  ///
  /// The side of the median on which the interval lies is measured from its own end, so the far
  /// tails are drawn as exactly as the middle. Counts lie strictly between the bounds.
  func draw(
    _ stream: inout RandomStream, _ parameters: NumericParameters, in bounds: ClosedRange<Double>
  ) -> Double {
    let lower = bounds.lowerBound
    let upper = isDiscrete ? bounds.upperBound.rounded(.up) - 1 : bounds.upperBound
    let logU = Double.log(stream.uniform())
    let isHigh = numericLogCDF(lower, parameters) > -Double.log(2)
    // Either log P(X > x) falls, or log P(X <= x) rises, to a level between those of the ends.
    let tail = isHigh ? numericLogSurvival : numericLogCDF
    let (near, far) = isHigh ? (upper, lower) : (lower, upper)
    let start = tail(near, parameters)
    let whole = Double.logDiffExp(tail(far, parameters), start)
    let level = Double.logSumExp(start, logU + whole)
    guard level.isFinite else { return .nan }
    let draw = bisect(from: lower, to: upper) { (tail($0, parameters) < level) != isHigh }
    return isDiscrete ? draw.rounded(.up) : draw
  }
}

/// Returns where a condition that holds below a point stops to hold, to the last digit.
private func bisect(
  from lower: Double, to upper: Double, isBelow: (Double) -> Bool
) -> Double {
  var (low, high) = (lower, upper)
  var step = 1.0
  if low == -.infinity {
    repeat {
      low = (high.isFinite ? high : 0) - step
      step *= 2
    } while low.isFinite && !isBelow(low)
  }
  step = 1
  if high == .infinity {
    let start = low
    repeat {
      high = start + step
      step *= 2
    } while high.isFinite && isBelow(high)
  }
  while true {
    let middle = low + 0.5 * (high - low)
    guard middle > low, middle < high else { return middle }
    if isBelow(middle) { low = middle } else { high = middle }
  }
}

/// log P(X <= x) of a positive variable: the formula for x > 0, and -infinity below.
func onPositive(
  _ s: DensityScope, _ formula: (Formula, DensityScope) -> Formula
) -> Formula {
  let isInside = 0 < s.x
  return isInside.select(formula(isInside.select(s.x, else: 1), s), else: -.infinity)
}

/// log P(X > x) of a positive variable: the formula for x > 0, and 0 below.
func abovePositive(
  _ s: DensityScope, _ formula: (Formula, DensityScope) -> Formula
) -> Formula {
  let isInside = 0 < s.x
  return isInside.select(formula(isInside.select(s.x, else: 1), s), else: 0)
}

/// log P(X <= x) of a count, from the formula for whole numbers from 0 on.
func onCounts(
  _ s: DensityScope, _ formula: (Formula, DensityScope) -> Formula
) -> Formula {
  let isInside = 0 <= s.x
  let value = formula(floor(isInside.select(s.x, else: 0)), s)
  return isInside.select(value, else: -.infinity)
}

/// log P(X > x) of a count, from the formula for whole numbers from 0 on.
func aboveCounts(
  _ s: DensityScope, _ formula: (Formula, DensityScope) -> Formula
) -> Formula {
  let isInside = 0 <= s.x
  return isInside.select(formula(floor(isInside.select(s.x, else: 0)), s), else: 0)
}
