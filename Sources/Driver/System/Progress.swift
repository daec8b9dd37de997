import Synchronization

/// One line that says how far a run is: redrawn on a terminal, now and then a new one elsewhere.
struct Progress: Sendable {
  private final class State: Sendable {
    // The first line comes after an interval too: a short run needs none.
    let last = Mutex<Double>(monotonicSeconds())
    let isDrawn = Mutex<Bool>(false)
  }

  private let console: Console
  private let isQuiet: Bool
  private let state = State()

  init(_ console: Console, isQuiet: Bool) {
    self.console = console
    self.isQuiet = isQuiet
  }

  /// Shows a line unless one was shown just before; the text is made only if it is shown.
  func report(_ text: () -> String) {
    guard !isQuiet else { return }
    let now = monotonicSeconds()
    let interval = console.isTerminal ? 0.1 : 5
    let isDue = state.last.withLock { last in
      if now - last < interval { return false }
      last = now
      return true
    }
    guard isDue else { return }
    if console.isTerminal {
      console.message("\r\u{1B}[K\(text())")
      state.isDrawn.withLock { $0 = true }
    } else {
      console.message(text() + "\n")
    }
  }

  /// Writes a line that stays.
  func log(_ text: String) {
    guard !isQuiet else { return }
    finish()
    console.message(text + "\n")
  }

  /// Takes the line away from a terminal.
  func finish() {
    let wasDrawn = state.isDrawn.withLock { isDrawn in
      defer { isDrawn = false }
      return isDrawn
    }
    if wasDrawn { console.message("\r\u{1B}[K") }
  }
}
