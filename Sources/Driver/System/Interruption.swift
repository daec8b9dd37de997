import Glibc
import Synchronization

/// How often the user has asked to stop; a signal handler can reach nothing but a global.
private let requests = Atomic<Int>(0)

/// Ctrl-C: once to finish the current step and write what is there, twice to exit at once.
enum Interruption {
  /// Whether the run should come to an end.
  static var isRequested: Bool { requests.load(ordering: .relaxed) > 0 }

  /// Takes Ctrl-C and `kill` over from the system.
  static func watch() {
    requests.store(0, ordering: .relaxed)
    for number in [SIGINT, SIGTERM] {
      signal(number) { _ in
        if requests.add(1, ordering: .relaxed).oldValue > 0 { _exit(ExitStatus.failed.rawValue) }
      }
    }
  }
}
