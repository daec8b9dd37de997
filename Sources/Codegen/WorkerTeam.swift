/// Threads that share the stretches of a pass.
public protocol WorkerTeam: AnyObject, Sendable {
  /// The number of threads, the caller's own included.
  var count: Int { get }

  /// Does all stretches of some work and returns when they are done.
  ///
  /// Which thread does what has no influence on results. Nothing is allocated.
  func run(_ work: borrowing StretchWork)
}

/// Work in stretches: one pass at one evaluation, or something else that takes part in a run.
public struct StretchWork {
  /// The number of stretches, called 0, 1 and so on.
  public let count: Int
  private let task: Task

  private enum Task {
    case pass(PassCall)
    case other(@Sendable (Int) -> Void)
  }

  init(count: Int, _ pass: PassCall) {
    self.count = count
    task = .pass(pass)
  }

  /// Work that is no pass of a kernel: `body` is called with the number of each stretch.
  public init(count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    self.count = count
    task = .other(body)
  }

  /// Does one stretch.
  ///
  /// - Parameter worker: the number of the thread in its team, whose memory is used.
  public func perform(_ stretch: Int, worker: Int) {
    switch task {
    case .pass(let pass): pass.perform(stretch, worker: worker)
    case .other(let body): body(stretch)
    }
  }
}

/// What the function of a pass is called with.
struct PassCall {
  let function: KernelCode.PassFunction
  let parameters: UnsafeRawPointer?
  let sources: UnsafePointer<UnsafeRawPointer?>?
  let frame: UnsafeMutableRawPointer
  let results: UnsafePointer<UnsafeMutableRawPointer>
  let scratch: UnsafeMutableRawPointer
  let scratchStride: Int

  func perform(_ stretch: Int, worker: Int) {
    function(
      parameters, sources, frame, results, scratch + worker * scratchStride, stretch)
  }
}
