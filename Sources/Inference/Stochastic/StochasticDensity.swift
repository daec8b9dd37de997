/// A log density that is estimated from a few rows of the data at a time.
///
/// An epoch visits the rows once, batch by batch. Without batches an epoch is one evaluation of the
/// whole, which is then no estimate.
public protocol StochasticDensity: Sendable {
  /// The numbers of a point and of its gradient.
  associatedtype Scalar: TrainingScalar
  /// The number of coordinates of a point.
  var dimension: Int { get }
  /// How many numbers the density needs behind the coordinates of a point, for its rows.
  var scratchCount: Int { get }
  /// The number of batches of an epoch, at least 1.
  var batchCount: Int { get }

  /// Deals out the rows of an epoch: every time the same for the same number.
  mutating func begin(epoch: Int)

  /// Returns an unbiased estimate of the log density at `x`, and writes its gradient.
  ///
  /// - Parameters:
  ///   - batch: which of the batches of the epoch that was begun last.
  ///   - x: the coordinates, followed by `scratchCount` numbers that the density may write.
  /// - Precondition: `gradient` has `dimension` elements.
  mutating func evaluate(
    batch: Int, at x: inout MutableSpan<Scalar>, gradient: inout MutableSpan<Scalar>
  ) throws(EvaluationFailure) -> Double

  /// Calls `body` with each number below `count`, on whatever threads there are, and returns when
  /// all is done.
  func share(_ count: Int, _ body: @escaping @Sendable (Int) -> Void)
}

extension StochasticDensity {
  /// One after the other.
  public func share(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    for index in 0..<count { body(index) }
  }
}
