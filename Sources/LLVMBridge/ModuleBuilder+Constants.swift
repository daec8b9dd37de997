internal import CLLVM

extension ModuleBuilder {
  /// An integer, in every lane if the kind is a vector.
  public func integer(_ value: Int, _ kind: Kind) -> Value {
    let bits = UInt64(bitPattern: Int64(value))
    return repeated(LLVMConstInt(element(of: kind).raw, bits, 1), kind)
  }

  /// A real number, in every lane if the kind is a vector. A `Double` keeps every bit, those of
  /// NaN too.
  public func real(_ value: Double, _ kind: Kind) -> Value {
    repeated(bits(of: value, element(of: kind)), kind)
  }

  /// A truth value.
  public func boolean(_ value: Bool, lanes: Int = 1) -> Value {
    integer(value ? 1 : 0, vector(i1, lanes))
  }

  /// Zero: of any kind of number, pointer, vector or array.
  public func zero(_ kind: Kind) -> Value { Value(raw: LLVMConstNull(kind.raw)) }

  /// A value that may be anything, for what is never used.
  public func poison(_ kind: Kind) -> Value { Value(raw: LLVMGetPoison(kind.raw)) }

  /// A vector of constants.
  public func vectorConstant(_ values: [Value]) -> Value {
    precondition(!values.isEmpty, "a vector has lanes")
    guard values.count > 1 else { return values[0] }
    var raw = values.map { Optional($0.raw) }
    return Value(raw: LLVMConstVector(&raw, UInt32(raw.count)))
  }

  /// The numbers of the lanes: 0, 1, 2 … of a kind of integers.
  public func iota(_ kind: Kind) -> Value {
    let element = element(of: kind)
    return vectorConstant((0..<lanes(of: kind)).map { integer($0, element) })
  }

  /// A table of real numbers in read-only memory; the value is its address.
  public func globalConstant(
    _ values: [Double], _ element: Kind, name: String, alignment: Int = 64
  ) -> Value {
    table(values.map { bits(of: $0, element) }, element, name, alignment)
  }

  /// A table of integers in read-only memory; the value is its address.
  public func globalConstant(
    _ values: [Int], _ element: Kind, name: String, alignment: Int = 64
  ) -> Value {
    table(values.map { integer($0, element).raw }, element, name, alignment)
  }

  /// A text in read-only memory with a zero byte behind it; the value is its address.
  public func globalString(_ text: String) -> Value {
    let constant = LLVMConstStringInContext2(context, text, text.utf8.count, 0)
    return global(constant, LLVMTypeOf(constant), "text", 1)
  }

  private func repeated(_ constant: OpaquePointer?, _ kind: Kind) -> Value {
    guard let constant else { preconditionFailure("no constant of this kind") }
    return vectorConstant(Array(repeating: Value(raw: constant), count: lanes(of: kind)))
  }

  /// A number made from its bits, as LLVM's own way from a `Double` may quiet a NaN.
  private func bits(of value: Double, _ kind: Kind) -> OpaquePointer? {
    switch LLVMGetTypeKind(kind.raw) {
    case LLVMDoubleTypeKind:
      return LLVMConstBitCast(LLVMConstInt(i64.raw, value.bitPattern, 0), kind.raw)
    case LLVMFloatTypeKind:
      let bits = UInt64(Float(value).bitPattern)
      return LLVMConstBitCast(LLVMConstInt(i32.raw, bits, 0), kind.raw)
    default: preconditionFailure("not a kind of real numbers")
    }
  }

  private func table(
    _ constants: [OpaquePointer?], _ element: Kind, _ name: String, _ alignment: Int
  ) -> Value {
    var constants = constants
    let array = LLVMConstArray2(element.raw, &constants, UInt64(constants.count))
    return global(array, LLVMTypeOf(array), name, alignment)
  }

  private func global(
    _ constant: OpaquePointer?, _ kind: OpaquePointer?, _ name: String, _ alignment: Int
  ) -> Value {
    guard let global = LLVMAddGlobal(module, kind, name) else {
      preconditionFailure("LLVM makes every global that it is asked for")
    }
    LLVMSetInitializer(global, constant)
    LLVMSetGlobalConstant(global, 1)
    LLVMSetLinkage(global, LLVMPrivateLinkage)
    LLVMSetUnnamedAddress(global, LLVMGlobalUnnamedAddr)
    LLVMSetAlignment(global, UInt32(alignment))
    return Value(raw: global)
  }
}
