import Glibc

/// Ends the process with the status of the command that the arguments name.
public func exit(withArguments arguments: [String]) -> Never {
  CrashReport.install()
  Glibc.exit(run(Array(arguments.dropFirst()), console: .process()).rawValue)
}

/// Runs one command; the arguments come without the name of the program.
public func run(_ arguments: [String], console: Console) -> ExitStatus {
  do throws(UsageError) {
    switch try parseCommandLine(arguments) {
    case .version: console.output("gmc \(Help.version)\n")
    case .help(nil): console.output(Help.overview())
    case .help(let verb?): console.output(Help.page(verb))
    case .run(let invocation):
      var session = Session(invocation, console: console)
      return try session.run()
    }
    return .done
  } catch {
    console.message("gmc: \(error.message)\n  hint: \(error.hint)\n")
    return .wrongUsage
  }
}
