/// What runs a tensor program at one point after the other: a back end.
///
/// A copy has its own working memory and shares what was prepared from the data, so copies run on
/// different threads. Nothing is allocated in `run` from the second run of a copy on.
public protocol Evaluator: Sendable {
  /// The number of parameters that `run` takes.
  var parameterCount: Int { get }

  /// Evaluates the outputs at a point.
  ///
  /// - Parameter parameters: all inputs of role `.parameter` in the order of their identities,
  ///   each row-major in ascending order of axes.
  /// - Precondition: as many as `parameterCount`.
  mutating func run(_ parameters: Span<Double>)

  /// Returns an output without axes; booleans are 0 and 1.
  func scalar(_ output: Int) -> Double

  /// Returns the elements of an output, row-major in ascending order of axes.
  func output(_ output: Int) -> [Double]

  /// Writes the elements of an output from an offset on, without allocating.
  ///
  /// - Precondition: there is room for them.
  func copy(output: Int, into target: inout MutableSpan<Double>, at offset: Int)
}

extension Evaluator {
  /// Evaluates the outputs at a point.
  public mutating func run(_ parameters: [Double]) { run(parameters.span) }
}
