#if LLVM
  import Codegen
  import Synchronization

  /// A kernel that is compiled when the first of several copies of an engine needs it.
  final class SpareKernel: Sendable {
    private enum State {
      case waiting
      /// nil if it could not be made.
      case made(Kernel?)
    }

    private let state = Mutex(State.waiting)
    private let make: @Sendable () -> Kernel?

    init(_ make: @escaping @Sendable () -> Kernel?) { self.make = make }

    /// A copy with working memory of its own.
    func kernel() -> Kernel? {
      state.withLock { state in
        if case .made(let kernel) = state { return kernel }
        let kernel = make()
        state = .made(kernel)
        return kernel
      }
    }
  }
#endif
