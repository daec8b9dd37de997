internal import CLLVM

/// Arithmetic of real numbers and of vectors of them, exactly as IEEE 754 has it: LLVM may not
/// reorder sums, contract products or leave out NaN, infinity or the sign of zero.
extension ModuleBuilder {
  /// `x + y`.
  public func add(_ x: Value, _ y: Value) -> Value { binary(LLVMBuildFAdd, x, y) }
  /// `x - y`.
  public func sub(_ x: Value, _ y: Value) -> Value { binary(LLVMBuildFSub, x, y) }
  /// `x * y`.
  public func mul(_ x: Value, _ y: Value) -> Value { binary(LLVMBuildFMul, x, y) }
  /// `x / y`.
  public func div(_ x: Value, _ y: Value) -> Value { binary(LLVMBuildFDiv, x, y) }
  /// `-x`: flips the sign of zero and NaN too.
  public func neg(_ x: Value) -> Value { Value(raw: LLVMBuildFNeg(builder, x.raw, "")) }

  /// `x * y + z`, rounded once.
  public func fma(_ x: Value, _ y: Value, _ z: Value) -> Value { same("llvm.fma", [x, y, z]) }
  /// The square root, rounded correctly.
  public func sqrt(_ x: Value) -> Value { same("llvm.sqrt", [x]) }
  /// The greatest integer that is not above `x`.
  public func floor(_ x: Value) -> Value { same("llvm.floor", [x]) }
  /// The least integer that is not below `x`.
  public func ceil(_ x: Value) -> Value { same("llvm.ceil", [x]) }
  /// The nearest integer; of two, the even one.
  public func roundEven(_ x: Value) -> Value { same("llvm.roundeven", [x]) }
  /// `x` without its sign.
  public func abs(_ x: Value) -> Value { same("llvm.fabs", [x]) }
  /// `x` with the sign of `y`.
  public func copysign(_ x: Value, _ y: Value) -> Value { same("llvm.copysign", [x, y]) }

  /// Compares two numbers, lane by lane.
  public func compare(_ predicate: RealPredicate, _ x: Value, _ y: Value) -> Value {
    precondition(kind(of: x) == kind(of: y), "operands of two kinds")
    return Value(raw: LLVMBuildFCmp(builder, predicate.raw, x.raw, y.raw, ""))
  }

  /// `x` where the condition holds, else `y`; one condition for all lanes or one for each.
  public func select(_ condition: Value, _ x: Value, _ y: Value) -> Value {
    precondition(kind(of: x) == kind(of: y), "operands of two kinds")
    return Value(raw: LLVMBuildSelect(builder, condition.raw, x.raw, y.raw, ""))
  }

  /// Calls a function of LLVM whose operands and result are of one kind.
  private func same(_ intrinsic: String, _ operands: [Value]) -> Value {
    let kind = kind(of: operands[0])
    precondition(operands.allSatisfy { self.kind(of: $0) == kind }, "operands of two kinds")
    return call(intrinsic: intrinsic, overload: [kind], operands)
  }
}

extension ModuleBuilder {
  /// An instruction of LLVM's builder with two operands of one kind.
  typealias Binary = (
    OpaquePointer?, OpaquePointer?, OpaquePointer?, UnsafePointer<CChar>?
  ) -> OpaquePointer?

  /// LLVM's library does not check kinds; a mistake would show up far from its place.
  func binary(_ build: Binary, _ x: Value, _ y: Value) -> Value {
    precondition(kind(of: x) == kind(of: y), "operands of two kinds")
    guard let result = build(builder, x.raw, y.raw, "") else {
      preconditionFailure("LLVM builds every instruction that it is asked for")
    }
    return Value(raw: result)
  }
}

extension RealPredicate {
  fileprivate var raw: LLVMRealPredicate {
    switch self {
    case .oeq: LLVMRealOEQ
    case .une: LLVMRealUNE
    case .olt: LLVMRealOLT
    case .ole: LLVMRealOLE
    case .ogt: LLVMRealOGT
    case .oge: LLVMRealOGE
    case .uno: LLVMRealUNO
    case .ord: LLVMRealORD
    }
  }
}
