import Glibc

/// The one door for mistakes of ours: a trap ends the process with a request to report it.
enum CrashReport {
  /// Takes the signals of a trap over from the system.
  static func install() {
    for number in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT] {
      signal(number) { _ in
        // Only what a signal handler may call: no allocation, no Swift string.
        let text: StaticString = """

          gmc: internal error; this is a mistake in gmc, not in your model
            hint: please report it with the model and the command

          """
        _ = write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
        _exit(ExitStatus.internalError.rawValue)
      }
    }
  }
}
