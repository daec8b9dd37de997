internal import CLLVM

/// Arithmetic of integers and of vectors of them; what overflows wraps.
extension ModuleBuilder {
  /// `x + y`.
  public func iadd(_ x: Value, _ y: Value) -> Value { binary(LLVMBuildAdd, x, y) }
  /// `x - y`.
  public func isub(_ x: Value, _ y: Value) -> Value { binary(LLVMBuildSub, x, y) }
  /// `x * y`.
  public func imul(_ x: Value, _ y: Value) -> Value { binary(LLVMBuildMul, x, y) }
  /// The quotient, rounded towards zero. Undefined for a divisor 0 and where it overflows.
  public func sdiv(_ x: Value, _ y: Value) -> Value { binary(LLVMBuildSDiv, x, y) }
  /// The remainder of `sdiv`, with the sign of `x`.
  public func srem(_ x: Value, _ y: Value) -> Value { binary(LLVMBuildSRem, x, y) }
  /// The bits that both have.
  public func and(_ x: Value, _ y: Value) -> Value { binary(LLVMBuildAnd, x, y) }
  /// The bits that one has.
  public func or(_ x: Value, _ y: Value) -> Value { binary(LLVMBuildOr, x, y) }
  /// The bits that only one has.
  public func xor(_ x: Value, _ y: Value) -> Value { binary(LLVMBuildXor, x, y) }
  /// All bits flipped.
  public func not(_ x: Value) -> Value { Value(raw: LLVMBuildNot(builder, x.raw, "")) }

  /// `x` shifted to the left by fewer bits than it has.
  public func shiftLeft(_ x: Value, _ bits: Value) -> Value { binary(LLVMBuildShl, x, bits) }
  /// `x` shifted to the right by fewer bits than it has, filled with its sign.
  public func shiftRightArithmetic(_ x: Value, _ bits: Value) -> Value {
    binary(LLVMBuildAShr, x, bits)
  }
  /// `x` shifted to the right by fewer bits than it has, filled with zeros.
  public func shiftRightLogical(_ x: Value, _ bits: Value) -> Value {
    binary(LLVMBuildLShr, x, bits)
  }

  /// Compares two integers, lane by lane.
  public func compare(_ predicate: IntegerPredicate, _ x: Value, _ y: Value) -> Value {
    precondition(kind(of: x) == kind(of: y), "operands of two kinds")
    return Value(raw: LLVMBuildICmp(builder, predicate.raw, x.raw, y.raw, ""))
  }
}

extension IntegerPredicate {
  fileprivate var raw: LLVMIntPredicate {
    switch self {
    case .eq: LLVMIntEQ
    case .ne: LLVMIntNE
    case .slt: LLVMIntSLT
    case .sle: LLVMIntSLE
    case .sgt: LLVMIntSGT
    case .sge: LLVMIntSGE
    case .ult: LLVMIntULT
    case .ule: LLVMIntULE
    }
  }
}
