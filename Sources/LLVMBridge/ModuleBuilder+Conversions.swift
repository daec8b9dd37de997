internal import CLLVM

/// Conversions. But for `bitcast`, a scalar kind stands for a vector of it with as many lanes as
/// the operand has.
extension ModuleBuilder {
  /// The real number next to an integer with sign.
  public func signedToReal(_ x: Value, _ kind: Kind) -> Value {
    converted(LLVMBuildSIToFP, x, kind)
  }

  /// The real number next to an integer without sign; of a truth value, 0 or 1.
  public func unsignedToReal(_ x: Value, _ kind: Kind) -> Value {
    converted(LLVMBuildUIToFP, x, kind)
  }

  /// The integer next to a real number in the direction of zero; the least or the greatest one
  /// where there is none, 0 for NaN.
  public func realToSignedSaturating(_ x: Value, _ kind: Kind) -> Value {
    call(intrinsic: "llvm.fptosi.sat", overload: [lifted(kind, like: x), self.kind(of: x)], [x])
  }

  /// A `Float` as a `Double`.
  public func extendReal(_ x: Value, _ kind: Kind) -> Value { converted(LLVMBuildFPExt, x, kind) }

  /// A `Double` rounded to a `Float`.
  public func truncateReal(_ x: Value, _ kind: Kind) -> Value {
    converted(LLVMBuildFPTrunc, x, kind)
  }

  /// An integer with zeros above its bits.
  public func zeroExtend(_ x: Value, _ kind: Kind) -> Value { converted(LLVMBuildZExt, x, kind) }

  /// An integer with its sign above its bits.
  public func signExtend(_ x: Value, _ kind: Kind) -> Value { converted(LLVMBuildSExt, x, kind) }

  /// The lowest bits of an integer.
  public func truncateInteger(_ x: Value, _ kind: Kind) -> Value {
    converted(LLVMBuildTrunc, x, kind)
  }

  /// The same bits as another kind of the same size.
  public func bitcast(_ x: Value, _ kind: Kind) -> Value {
    Value(raw: LLVMBuildBitCast(builder, x.raw, kind.raw, ""))
  }

  private func converted(_ build: Binary, _ x: Value, _ kind: Kind) -> Value {
    guard let result = build(builder, x.raw, lifted(kind, like: x).raw, "") else {
      preconditionFailure("LLVM builds every instruction that it is asked for")
    }
    return Value(raw: result)
  }
}
