/// What `--emit` writes.
enum Emission: String, CaseIterable, Sendable {
  /// The gradient as an object file, with a header beside it.
  case object
  /// A shared library with the C interface of BridgeStan.
  case library
  /// The gradient in LLVM's language and in the assembler's.
  case llvm, asm

  var isText: Bool { self == .llvm || self == .asm }
}

/// The processor that `--cpu` names: this one, or one with less.
enum CodeProcessor: String, CaseIterable, Sendable {
  case host, avx2, baseline
}
