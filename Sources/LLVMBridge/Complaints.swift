internal import CLLVM
internal import Synchronization

/// What LLVM says through a call-back.
final class Complaints: Sendable {
  private let lines = Mutex<[String]>([])

  /// The context of a call-back; does not keep the object alive.
  var pointer: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

  /// The object behind the context of a call-back.
  static func of(_ pointer: UnsafeMutableRawPointer?) -> Complaints {
    guard let pointer else { preconditionFailure("a call-back without its context") }
    return Unmanaged<Complaints>.fromOpaque(pointer).takeUnretainedValue()
  }

  /// Notes an error of a pass or of the code generator; warnings and remarks are dropped.
  func add(diagnostic: OpaquePointer?) {
    guard LLVMGetDiagInfoSeverity(diagnostic) == LLVMDSError else { return }
    add(taken(LLVMGetDiagInfoDescription(diagnostic)))
  }

  func add(_ line: String) { lines.withLock { $0.append(line) } }

  /// Returns what was said and forgets it; `nil` if nothing was.
  func take() -> String? {
    let said = lines.withLock { lines in
      defer { lines = [] }
      return lines
    }
    return said.isEmpty ? nil : said.joined(separator: "; ")
  }
}
