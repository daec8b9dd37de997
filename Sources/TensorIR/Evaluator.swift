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

  /// Evaluates the outputs at a point, and writes all after the first into memory of the caller.
  ///
  /// What `output` and `copy` say of those is then unspecified. Of a program that has a value and
  /// its gradient, this gives the whole gradient without a copy.
  /// - Parameter offsets: where in `target` each output after the first begins.
  /// - Precondition: there is room for them.
  mutating func run(
    _ parameters: Span<Double>, rest target: inout MutableSpan<Double>, at offsets: [Int])

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

  /// Evaluates first and copies then.
  public mutating func run(
    _ parameters: Span<Double>, rest target: inout MutableSpan<Double>, at offsets: [Int]
  ) {
    run(parameters)
    for (index, offset) in offsets.enumerated() {
      copy(output: index + 1, into: &target, at: offset)
    }
  }
}
