/// The lengths of the phases of warm-up; the defaults are Stan's.
public struct WarmupWindows: Sendable, Equatable {
  /// The iterations before the first window, which adapt the step size only; 75 by default.
  public var initialBuffer = 75
  /// The iterations after the last window, which adapt the step size only; 50 by default.
  public var finalBuffer = 50
  /// The length of the first window of the metric, 25 by default; each later one is twice as long.
  public var firstWindow = 25

  /// Creates the default lengths.
  public init() {}

  /// Returns the windows of a warm-up as ranges of iterations, one after the other.
  ///
  /// The metric is estimated from each window at its end. The last window reaches to the final
  /// buffer. A warm-up that is too short for the three phases gives them 15 %, 75 % and 10 %; one
  /// of fewer than 20 iterations has no window.
  func ranges(of warmupCount: Int) -> [Range<Int>] {
    guard warmupCount >= 20 else { return [] }
    if initialBuffer + firstWindow + finalBuffer > warmupCount {
      return [warmupCount * 15 / 100..<warmupCount - warmupCount / 10]
    }
    let end = warmupCount - finalBuffer
    var ranges: [Range<Int>] = []
    var start = initialBuffer
    var length = firstWindow
    while start < end {
      // A window whose successor would not fit takes over the successor's iterations; the first
      // one keeps its length all the same.
      let isLast = !ranges.isEmpty && start + length + 2 * length > end
      let next = isLast ? end : start + length
      ranges.append(start..<next)
      start = next
      length *= 2
    }
    return ranges
  }
}
