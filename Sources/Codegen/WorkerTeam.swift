/// Threads that share the stretches of a pass.
public protocol WorkerTeam: AnyObject, Sendable {
  /// The number of threads, the caller's own included.
  var count: Int { get }

  /// Does all stretches of some work and returns when they are done.
  ///
  /// Which thread does what has no influence on results. Nothing is allocated.
  func run(_ work: borrowing StretchWork)
}

/// The stretches of one pass at one evaluation.
public struct StretchWork {
  /// The number of stretches, called 0, 1 and so on.
  public let count: Int
  let function: KernelCode.PassFunction
  let parameters: UnsafeRawPointer?
  let sources: UnsafePointer<UnsafeRawPointer?>?
  let frame: UnsafeMutableRawPointer
  let results: UnsafePointer<UnsafeMutablePointer<Double>>
  let scratch: UnsafeMutableRawPointer
  let scratchStride: Int

  /// Does one stretch.
  ///
  /// - Parameter worker: the number of the thread in its team, whose memory is used.
  public func perform(_ stretch: Int, worker: Int) {
    function(
      parameters, sources, frame, results, scratch + worker * scratchStride, stretch)
  }
}
