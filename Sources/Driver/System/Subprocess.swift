import Glibc

/// How a program that was started has ended.
struct SubprocessEnd: Sendable {
  /// Its exit status; 128 and more for a signal.
  let status: Int32
  /// What it wrote to both of its streams.
  let text: String
}

/// Runs a program that is looked up as a shell does, and waits for it; nil if there is none.
func runProgram(_ name: String, _ arguments: [String], log: String) -> SubprocessEnd? {
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
  posix_spawn_file_actions_addopen(
    &actions, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
  posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
  var words = ([name] + arguments).map { strdup($0) } + [nil]
  defer { for word in words { free(word) } }
  var process: pid_t = 0
  guard posix_spawnp(&process, name, &actions, nil, &words, environ) == 0 else { return nil }
  var status: Int32 = 0
  while waitpid(process, &status, 0) < 0 {
    if errno != EINTR { return nil }
  }
  let signal = status & 0x7f
  let bytes = (try? readFile(log)) ?? []
  return SubprocessEnd(
    status: signal == 0 ? (status >> 8) & 0xff : 128 + signal,
    text: String(decoding: bytes, as: UTF8.self))
}

/// The value of a variable of the environment, nil if it is not set or empty.
func environmentVariable(_ name: String) -> String? {
  guard let value = getenv(name), value.pointee != 0 else { return nil }
  return String(cString: value)
}

/// A folder for files on the way; gone with them at the end.
final class TemporaryFolder {
  let path: String
  private var names: [String] = []

  init() throws(FileError) {
    let pattern = (environmentVariable("TMPDIR") ?? "/tmp") + "/gmc.XXXXXX"
    var bytes = pattern.utf8CString
    let isMade = bytes.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.map { mkdtemp($0) != nil } ?? false
    }
    guard isMade else { throw FileError(path: pattern, error: errno) }
    path = bytes.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { String(cString: $0) } ?? ""
    }
  }

  /// The path of a file in the folder.
  func file(_ name: String) -> String {
    names.append(name)
    return "\(path)/\(name)"
  }

  deinit {
    for name in names { unlink("\(path)/\(name)") }
    rmdir(path)
  }
}
