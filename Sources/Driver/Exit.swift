import Glibc

/// Ends the process with the status of the command that the arguments name.
public func exit(withArguments arguments: [String]) -> Never {
  Glibc.exit(2)
}
