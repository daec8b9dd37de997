/// A log prior plus a multiple of a log likelihood, on unconstrained R^n.
///
/// Like a `LogDensity`, a value owns its workspace.
public protocol TemperedDensity: Sendable {
  /// The number of coordinates of a point.
  var dimension: Int { get }

  /// Returns log prior(x) + power * log likelihood(x), writes its gradient, and says how large the
  /// log likelihood is.
  ///
  /// - Throws: `EvaluationFailure` where there is no finite density.
  mutating func evaluate(
    _ x: Span<Double>, power: Double, gradient: inout MutableSpan<Double>
  ) throws(EvaluationFailure) -> (logDensity: Double, logLikelihood: Double)
}

/// The density at one power.
struct FixedPower<Base: TemperedDensity>: LogDensity {
  private var base: Base
  private let power: Double

  init(_ base: Base, power: Double) {
    self.base = base
    self.power = power
  }

  var dimension: Int { base.dimension }

  mutating func evaluate(
    _ x: Span<Double>, gradient: inout MutableSpan<Double>
  ) throws(EvaluationFailure) -> Double {
    try base.evaluate(x, power: power, gradient: &gradient).logDensity
  }
}

extension TemperedDensity {
  /// The log likelihood at a point; minus infinity where there is none.
  mutating func logLikelihood(
    at x: [Double], gradient: inout [Double]
  ) throws(EvidenceFailure) -> Double {
    do throws(EvaluationFailure) {
      var target = gradient.mutableSpan
      let value = try evaluate(x.span, power: 1, gradient: &target)
      let isFinite = value.logDensity.isFinite && value.logLikelihood.isFinite
      return isFinite ? value.logLikelihood : -.infinity
    } catch {
      guard error.isRecoverable else { throw .evaluation(error) }
      return -.infinity
    }
  }
}
