internal import CLLVM

/// What a module that is linked into other programs needs.
extension ModuleBuilder {
  /// Bytes in read-only memory that other modules of the same library see under the name; the
  /// value is their address.
  public func globalBytes(_ bytes: [UInt8], name: String, alignment: Int = 64) -> Value {
    let constant = bytes.withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) {
        LLVMConstStringInContext2(context, $0.baseAddress, $0.count, 1)
      }
    }
    let global = hiddenGlobal(name, LLVMTypeOf(constant), alignment)
    LLVMSetInitializer(global.raw, constant)
    return global
  }

  /// Bytes that another module of the same library defines by `globalBytes`.
  public func externalBytes(_ count: Int, name: String, alignment: Int = 64) -> Value {
    hiddenGlobal(name, array(i8, count).raw, alignment)
  }

  /// Keeps calls of a function calls.
  ///
  /// What a caller has written before the call may then be invariant inside.
  public func forbidInlining(_ function: Function) {
    let name = "noinline"
    let id = LLVMGetEnumAttributeKindForName(name, name.utf8.count)
    precondition(id != 0, "LLVM has no attribute \(name)")
    LLVMAddAttributeAtIndex(function.raw, .max, LLVMCreateEnumAttribute(context, id, 0))
  }

  /// Lets other modules of the same library call a function, and nobody else.
  public func hide(_ function: Function) {
    LLVMSetVisibility(function.raw, LLVMHiddenVisibility)
  }

  private func hiddenGlobal(_ name: String, _ kind: OpaquePointer?, _ alignment: Int) -> Value {
    guard let global = LLVMAddGlobal(module, kind, name) else {
      preconditionFailure("LLVM makes every global that it is asked for")
    }
    LLVMSetGlobalConstant(global, 1)
    LLVMSetVisibility(global, LLVMHiddenVisibility)
    LLVMSetAlignment(global, UInt32(alignment))
    return Value(raw: global)
  }
}
