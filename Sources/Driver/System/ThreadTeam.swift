#if LLVM
  import Codegen
  import Glibc
  import Synchronization

  /// Threads that wait for stretches of a pass; they end with the team.
  final class ThreadTeam: WorkerTeam {
    var count: Int { threads.count + 1 }
    private let board: Board
    private let threads: [WorkerThread]

    /// Starts all threads but the caller's.
    init(count: Int) {
      let board = Board()
      self.board = board
      threads = (1..<max(1, count)).map { number in WorkerThread { board.serve(number) } }
    }

    deinit {
      board.close()
      for thread in threads { thread.join() }
    }

    func run(_ work: borrowing StretchWork) { board.run(work) }
  }

  /// Where the work of a team is put up, taken and counted.
  ///
  /// One atomic number says which work is up, how many stretches it has and which is next. A
  /// stretch is taken by counting it up, so a thread that comes late finds nothing to do. Threads
  /// watch the number for a while and then sleep; nothing is locked unless one does.
  private final class Board: @unchecked Sendable {
    private let state = Atomic<UInt64>(0)
    private let finished = Atomic<Int>(0)
    private let sleeping = Atomic<Int>(0)
    private let isClosed = Atomic<Bool>(false)
    private let bell = Bell()
    // Written before its number is put up, and read by those who took a stretch of it, all of
    // which are done before the next one is written.
    private var work: StretchWork?

    /// How often a thread looks before it sleeps: some tenths of a millisecond.
    private static let patience = 50_000

    func run(_ work: borrowing StretchWork) {
      self.work = copy work
      finished.store(0, ordering: .relaxed)
      let ticket = Ticket(state.load(ordering: .relaxed)).following(count: work.count)
      state.store(ticket.bits, ordering: .sequentiallyConsistent)
      if sleeping.load(ordering: .sequentiallyConsistent) > 0 { bell.ring() }
      takeStretches(of: ticket.number, worker: 0)
      while finished.load(ordering: .acquiring) < work.count {}
    }

    /// Does stretches of a work until none is left.
    private func takeStretches(of number: UInt32, worker: Int) {
      while true {
        let bits = state.load(ordering: .acquiring)
        let ticket = Ticket(bits)
        guard ticket.number == number, let stretch = ticket.next else { return }
        let taken = state.compareExchange(
          expected: bits, desired: bits + 1, ordering: .acquiringAndReleasing)
        guard taken.exchanged else { continue }
        work?.perform(stretch, worker: worker)
        finished.add(1, ordering: .releasing)
      }
    }

    /// The life of a thread.
    func serve(_ worker: Int) {
      var seen: UInt32 = 0
      while !isClosed.load(ordering: .acquiring) {
        seen = awaitWork(after: seen)
        takeStretches(of: seen, worker: worker)
      }
    }

    /// Ends the life of all threads.
    func close() {
      isClosed.store(true, ordering: .sequentiallyConsistent)
      bell.ring()
    }

    /// Returns the number of a work that is not the given one, unless the board is closed.
    private func awaitWork(after seen: UInt32) -> UInt32 {
      for _ in 0..<Self.patience {
        let number = Ticket(state.load(ordering: .acquiring)).number
        if number != seen || isClosed.load(ordering: .relaxed) { return number }
      }
      sleeping.add(1, ordering: .sequentiallyConsistent)
      bell.wait {
        Ticket(state.load(ordering: .sequentiallyConsistent)).number != seen
          || isClosed.load(ordering: .sequentiallyConsistent)
      }
      sleeping.subtract(1, ordering: .sequentiallyConsistent)
      return Ticket(state.load(ordering: .acquiring)).number
    }
  }

  /// Which work is up, how many stretches it has, and how many of them are taken.
  private struct Ticket {
    let bits: UInt64

    init(_ bits: UInt64) { self.bits = bits }

    var number: UInt32 { UInt32(truncatingIfNeeded: bits >> 32) }

    /// The stretch to be taken next, nil if all are.
    var next: Int? {
      let (count, taken) = (bits >> 16 & 0xffff, bits & 0xffff)
      return taken < count ? Int(taken) : nil
    }

    /// That of the next work, of fewer than 2^16 stretches.
    func following(count: Int) -> Ticket {
      Ticket(UInt64(number &+ 1) << 32 | UInt64(count) << 16)
    }
  }

  /// Wakes threads that sleep.
  private final class Bell: @unchecked Sendable {
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init() {
      pthread_mutex_init(lock, nil)
      pthread_cond_init(condition, nil)
    }

    deinit {
      pthread_cond_destroy(condition)
      pthread_mutex_destroy(lock)
      condition.deallocate()
      lock.deallocate()
    }

    func ring() {
      pthread_mutex_lock(lock)
      pthread_cond_broadcast(condition)
      pthread_mutex_unlock(lock)
    }

    /// Sleeps until the bell rings and there is a reason to wake.
    func wait(until isAwake: () -> Bool) {
      pthread_mutex_lock(lock)
      while !isAwake() { pthread_cond_wait(condition, lock) }
      pthread_mutex_unlock(lock)
    }
  }
#endif
