/// A log density on unconstrained R^n with its gradient, as optimisers and samplers see it.
///
/// A conforming type is a value that owns its workspace: every chain and every restart works on
/// its own copy, so that copies may be evaluated on different threads at the same time.
/// An optimiser maximises whatever this reports, so any smooth objective may stand here.
public protocol LogDensity: Sendable {
  /// The number of coordinates of a point.
  var dimension: Int { get }

  /// Returns the log density at `x`, up to a constant, and writes its gradient.
  ///
  /// - Precondition: `x` and `gradient` have `dimension` elements.
  /// - Throws: `EvaluationFailure` where there is no finite density. The contents of `gradient`
  ///   are then unspecified.
  mutating func evaluate(
    _ x: Span<Double>, gradient: inout MutableSpan<Double>
  ) throws(EvaluationFailure) -> Double
}
