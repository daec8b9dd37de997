internal import CLLVM

/// Loads LLVM's library at the first call in a process. Returns `nil` if it is there to be used,
/// else why it is not.
public func loadLLVM() -> String? {
  var reason: UnsafePointer<CChar>?
  guard gm_llvm_load(&reason) != 0 else { return nil }
  return reason.map { String(cString: $0) } ?? "unknown reason"
}

/// The sentence of a complaint, which LLVM ends with a line break now and then.
func trimmed(_ text: String) -> String {
  guard let end = text.lastIndex(where: { !$0.isWhitespace }) else { return "" }
  return String(text[...end])
}

/// Copies a text that LLVM has handed over, and frees it.
func taken(_ message: UnsafeMutablePointer<CChar>?) -> String {
  guard let message else { return "" }
  defer { LLVMDisposeMessage(message) }
  return String(cString: message)
}

/// The text of an error that LLVM has handed over, `nil` if there is none; frees the error.
func taken(_ error: LLVMErrorRef?) -> String? {
  guard let error, let message = LLVMGetErrorMessage(error) else { return nil }
  defer { LLVMDisposeErrorMessage(message) }
  return String(cString: message)
}
