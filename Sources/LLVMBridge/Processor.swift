internal import CLLVM

/// The processor of this process, as far as it is known without LLVM.
public enum Processor {
  /// The size of the widest vector register, as `Machine.host()` has it.
  public static let vectorBytes = Int(gm_host_vector_bytes())

  /// A text that is the same only on processors that can run the same code.
  public static let identity: String = withUnsafeTemporaryAllocation(
    of: CChar.self, capacity: 256
  ) { text in
    guard let start = text.baseAddress else { return "" }
    gm_host_identity(start, UInt(text.count))
    return String(cString: start)
  }

  /// The address of a function of this process or of the C library's mathematics, nil if there is
  /// none of that name.
  public static func address(ofFunction name: String) -> UnsafeRawPointer? {
    gm_math_load()
    return UnsafeRawPointer(gm_function(name))
  }
}
