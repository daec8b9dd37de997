/// A type of LLVM's language, of one module.
public struct Kind: Equatable {
  let raw: OpaquePointer
}

/// A constant, a parameter or the result of an instruction, of one module.
public struct Value: Equatable {
  let raw: OpaquePointer
}

/// A sequence of instructions that is entered at its start, of one function.
public struct Block: Equatable {
  let raw: OpaquePointer
}

/// A function that a module defines or calls.
public struct Function: Equatable {
  let raw: OpaquePointer
  let signature: OpaquePointer
}

/// A comparison of real numbers. Those with an `o` are false if a number is NaN, `une` is true.
public enum RealPredicate: Hashable, Sendable {
  case oeq, une, olt, ole, ogt, oge
  /// At least one is NaN; none is.
  case uno, ord
}

/// A comparison of integers, with (`s`) and without (`u`) sign.
public enum IntegerPredicate: Hashable, Sendable {
  case eq, ne, slt, sle, sgt, sge, ult, ule
}
