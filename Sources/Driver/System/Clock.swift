import Glibc

/// Returns the seconds since some fixed moment, by a clock that nobody sets.
func monotonicSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// Seconds since it was made.
struct Stopwatch: Sendable {
  private let start = monotonicSeconds()

  var seconds: Double { monotonicSeconds() - start }
}
