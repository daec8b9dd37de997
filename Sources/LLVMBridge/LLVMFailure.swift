/// Why LLVM did not do what it was asked; the text is LLVM's own.
public enum LLVMFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// LLVM's library is not on this machine, or lacks a function.
  case unavailable(String)
  /// The module breaks a rule of LLVM's language.
  case invalid(String)
  /// A pass, the code generator or the loader gave up.
  case failed(String)

  /// One line of text, or several if LLVM's are.
  public var description: String {
    switch self {
    case .unavailable(let reason): "LLVM is not available: \(reason)"
    case .invalid(let reason): "LLVM rejects the module: \(reason)"
    case .failed(let reason): "LLVM failed: \(reason)"
    }
  }
}
