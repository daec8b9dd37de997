import Glibc
import Synchronization

/// Returns `body(0), body(1), …, body(count - 1)`, computed on up to `threads` threads.
///
/// The threads are our own, with the stack of a main thread. Each takes the next index that is
/// left; which thread computes what has no influence on the results or their order.
func parallelMap<Result: Sendable>(
  _ count: Int, threads: Int, _ body: @Sendable (Int) -> Result
) -> [Result] {
  let workers = min(threads, count)
  guard workers > 1 else { return (0..<count).map(body) }
  let next = Atomic<Int>(0)
  let slots = Mutex<[Result?]>(Array(repeating: nil, count: count))
  withoutActuallyEscaping(body) { body in
    let work: @Sendable () -> Void = {
      while case let index = next.add(1, ordering: .relaxed).oldValue, index < count {
        let result = body(index)
        slots.withLock { $0[index] = result }
      }
    }
    let threads = (0..<workers).map { _ in WorkerThread(work) }
    for thread in threads { thread.join() }
  }
  return slots.withLock { $0.compactMap(\.self) }
}

/// A thread that does one thing; the caller waits for its end.
struct WorkerThread {
  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  private static let stackSize = 8 << 20
  private var handle: pthread_t?

  /// Starts the thread, or does the work at once when the system has none to give.
  init(_ body: @escaping @Sendable () -> Void) {
    // Not `pthread_attr_t()`: to the compiler that initialiser may belong to another C module, such
    // as LLVM's, whose headers declare the type too.
    let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
    pthread_attr_init(attributes)
    pthread_attr_setstacksize(attributes, Self.stackSize)
    defer {
      pthread_attr_destroy(attributes)
      attributes.deallocate()
    }
    let work = Unmanaged.passRetained(Work(body))
    var thread: pthread_t = 0
    let status = pthread_create(
      &thread, attributes,
      { raw in
        if let raw = raw { Unmanaged<Work>.fromOpaque(raw).takeRetainedValue().body() }
        return nil
      }, work.toOpaque())
    if status == 0 {
      handle = thread
    } else {
      work.takeRetainedValue().body()
    }
  }

  func join() {
    if let handle { pthread_join(handle, nil) }
  }
}
