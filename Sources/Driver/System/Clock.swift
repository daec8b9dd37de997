import Glibc

/// Returns the seconds since some fixed moment, by a clock that nobody sets.
func monotonicSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// Returns the date and the time, UTC, as ISO 8601 writes them.
func timeStamp() -> String {
  var now = time(nil)
  var fields = tm()
  gmtime_r(&now, &fields)
  func two(_ number: Int32) -> String { (number < 10 ? "0" : "") + String(number) }
  let date = "\(fields.tm_year + 1900)-\(two(fields.tm_mon + 1))-\(two(fields.tm_mday))"
  return date + "T\(two(fields.tm_hour)):\(two(fields.tm_min)):\(two(fields.tm_sec))+00:00"
}

/// Seconds since it was made.
struct Stopwatch: Sendable {
  private let start = monotonicSeconds()

  var seconds: Double { monotonicSeconds() - start }
}
