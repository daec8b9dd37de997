import Objectives

extension Session {
  /// Where a fit starts: at the point of `--init`, then at random ones.
  func startingPoints(of problem: Problem) throws(CommandFailure) -> [[Double]?] {
    let initial = try startingPoint(of: problem)
    let count = invocation.integer(.restarts) ?? (initial == nil ? 10 : 1)
    return [initial] + Array(repeating: nil, count: count - 1)
  }

  /// The point of `--init`, if there is one.
  func startingPoint(of problem: Problem) throws(CommandFailure) -> [Double]? { nil }
}
