/// The state of a long run, to be shown on one line that is overwritten.
public struct ProgressLine: Sendable, Equatable {
  /// What runs, as in `chain 2`.
  public var title: String
  /// How many steps are done.
  public var done: Int
  /// How many steps there are.
  public var total: Int
  /// The seconds since the beginning.
  public var elapsed: Double
  /// What else is worth a look, as in `objective -12.3`.
  public var note: String

  /// Creates the state of a run.
  public init(title: String, done: Int, total: Int, elapsed: Double, note: String = "") {
    self.title = title
    self.done = done
    self.total = total
    self.elapsed = elapsed
    self.note = note
  }

  /// Returns the line, cut to a width: title, bar, share, time left, note.
  ///
  /// The time left is the elapsed time per step done, times the steps that are not.
  public func text(width: Int) -> String {
    let share = total > 0 ? min(max(Double(done) / Double(total), 0), 1) : 1
    let filled = Int(share * Double(barWidth))
    let bar =
      String(repeating: "#", count: filled) + String(repeating: ".", count: barWidth - filled)
    let percent = String(Int(share * 100))
    var parts = [title, bar, String(repeating: " ", count: 3 - percent.count) + percent + "%"]
    if done >= total {
      parts.append(clock(elapsed))
    } else if done > 0 && elapsed > 0 {
      parts.append(clock(elapsed * Double(total - done) / Double(done)) + " left")
    }
    if !note.isEmpty { parts.append(note) }
    return String(parts.joined(separator: "  ").prefix(max(width, 0)))
  }

  private var barWidth: Int { 20 }
}

/// Returns seconds as minutes and seconds, with hours where there are some: `0:07`, `1:02:03`.
public func clock(_ seconds: Double) -> String {
  guard seconds >= 0, seconds < 1e9 else { return "-:--" }
  let whole = Int(seconds.rounded())
  let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
  let tail = (rest < 10 ? ":0" : ":") + String(rest)
  return hours > 0 ? "\(hours):\(minutes < 10 ? "0" : "")\(minutes)\(tail)" : "\(minutes)\(tail)"
}
