import Binding
import Diagnostics
import Reporting

/// One command at work: what was asked, what was read, what there is to say.
struct Session {
  let invocation: Invocation
  let console: Console
  var sources = SourceMap()
  var log = DiagnosticLog()
  /// The data files that were read, by their paths.
  var readDataSets: [String: DataSet] = [:]
  /// The saved fits that were read, by their paths: a net's are large, and several ask for them.
  var readFits: [String: JSONValue] = [:]
  /// Of the session of one of several runs side by side: how many threads it may use.
  var threadShare: Int?

  init(_ invocation: Invocation, console: Console) {
    self.invocation = invocation
    self.console = console
  }

  /// Whether progress, notes and warnings are kept back; results and errors never are.
  var isQuiet: Bool { threadShare != nil || invocation.has(.quiet) }

  /// Runs the verb, prints what there is to say, and returns how it ended.
  mutating func run() throws(UsageError) -> ExitStatus {
    do throws(CommandFailure) {
      try perform()
      report()
      return log.containsError ? .wrongInput : .done
    } catch {
      report()
      return try status(of: error)
    }
  }

  private mutating func perform() throws(CommandFailure) {
    switch invocation.verb {
    case .check: check()
    case .compile: try compile()
    case .fit: try fit()
    case .sample: try sample()
    case .evidence: try evidence()
    case .compare: try compare()
    case .generate: try generate()
    case .query: try query()
    case .calibrate: try calibrate()
    case .explain: try explain()
    case .fmt: try format()
    case .new: try makeProject()
    }
  }

  /// Stops a command whose log has an error.
  func stopOnError() throws(CommandFailure) {
    if log.containsError { throw .diagnosed }
  }

  /// Prints the diagnostics: as JSON where that is asked for, otherwise as messages.
  private func report() {
    if invocation.verb == .check, invocation.has(.json) {
      console.output(log.diagnostics.json(in: sources))
      return
    }
    let all = log.diagnostics.filter { !isQuiet || $0.severity == .error }
    guard !all.isEmpty else { return }
    let shown = Array(all.prefix(Self.shownDiagnostics))
    console.message(shown.rendered(in: sources, colour: console.isTerminal))
    if shown.count < all.count {
      console.message(
        "\n... and \(all.count - shown.count) more; `gmc check --json` has them all\n")
    }
  }

  /// Nobody reads more at once.
  private static let shownDiagnostics = 50

  private func status(of failure: CommandFailure) throws(UsageError) -> ExitStatus {
    switch failure {
    case .diagnosed: return .wrongInput
    case .usage(let error): throw error
    case .unwritable(let error):
      console.message("gmc: cannot write `\(error.path)`: \(error.reason)\n")
      return .failed
    case .run(let text, let hint):
      console.message("gmc: \(text)\n" + (hint.map { "  hint: \($0)\n" } ?? ""))
      return .failed
    case .fault(let text):
      console.message(
        "gmc: internal error: \(text)\n  hint: please report it with the model and the command\n")
      return .internalError
    }
  }
}
