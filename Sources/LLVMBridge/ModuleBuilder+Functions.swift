internal import CLLVM

extension ModuleBuilder {
  /// A function of another module or library. The same name gives the same function.
  ///
  /// It must come back and not throw; a pure one reads and writes no memory either.
  public func declare(
    _ name: String, returns result: Kind, parameters: [Kind], isPure: Bool
  ) -> Function {
    let signature = signature(result, parameters)
    if let known = LLVMGetNamedFunction(module, name) {
      precondition(LLVMGlobalGetValueType(known) == signature, "\(name) has two signatures")
      return Function(raw: known, signature: signature)
    }
    let function = Function(raw: LLVMAddFunction(module, name, signature), signature: signature)
    set("nounwind", of: function)
    set("willreturn", of: function)
    // All bits clear: no access to any kind of memory.
    if isPure { set("memory", of: function) }
    return function
  }

  /// A function whose blocks are about to be written. No two of its pointers lead to memory that
  /// is written through one of them; an internal function is not visible outside of the module.
  public func define(
    _ name: String, returns result: Kind, parameters: [Kind], isInternal: Bool = false
  ) -> Function {
    precondition(LLVMGetNamedFunction(module, name) == nil, "\(name) is there already")
    let signature = signature(result, parameters)
    let function = Function(raw: LLVMAddFunction(module, name, signature), signature: signature)
    if isInternal { LLVMSetLinkage(function.raw, LLVMInternalLinkage) }
    set("nounwind", of: function)
    set("target-cpu", machine.cpu, of: function)
    if !machine.features.isEmpty { set("target-features", machine.features, of: function) }
    // Else LLVM splits the widest vectors for some processors that have them.
    if machine.vectorBytes == 64 { set("prefer-vector-width", "512", of: function) }
    for (index, parameter) in parameters.enumerated() where parameter == pointer {
      set("noalias", of: function, at: UInt32(index + 1))
    }
    return function
  }

  /// The value with which a function is called.
  public func parameter(_ function: Function, _ index: Int) -> Value {
    Value(raw: LLVMGetParam(function.raw, UInt32(index)))
  }

  /// Calls a function.
  @discardableResult
  public func call(_ function: Function, _ arguments: [Value]) -> Value {
    var raw = arguments.map { Optional($0.raw) }
    return Value(
      raw: LLVMBuildCall2(
        builder, function.signature, function.raw, &raw, UInt32(raw.count), ""))
  }

  /// Calls one of LLVM's own functions, `llvm.fma` say, for the kinds over which it is generic.
  @discardableResult
  public func call(intrinsic name: String, overload: [Kind], _ arguments: [Value]) -> Value {
    let id = LLVMLookupIntrinsicID(name, name.utf8.count)
    precondition(id != 0, "LLVM has no \(name)")
    var kinds = overload.map { Optional($0.raw) }
    guard let function = LLVMGetIntrinsicDeclaration(module, id, &kinds, kinds.count),
      let signature = LLVMIntrinsicGetType(context, id, &kinds, kinds.count)
    else { preconditionFailure("\(name) is not for these kinds") }
    return call(Function(raw: function, signature: signature), arguments)
  }

  private func signature(_ result: Kind, _ parameters: [Kind]) -> OpaquePointer {
    var raw = parameters.map { Optional($0.raw) }
    return LLVMFunctionType(result.raw, &raw, UInt32(raw.count), 0)
  }

  /// Sets one of LLVM's own attributes, by default of the function itself.
  private func set(_ attribute: String, of function: Function, at index: UInt32 = .max) {
    let id = LLVMGetEnumAttributeKindForName(attribute, attribute.utf8.count)
    precondition(id != 0, "LLVM has no attribute \(attribute)")
    LLVMAddAttributeAtIndex(function.raw, index, LLVMCreateEnumAttribute(context, id, 0))
  }

  private func set(_ key: String, _ value: String, of function: Function) {
    let attribute = LLVMCreateStringAttribute(
      context, key, UInt32(key.utf8.count), value, UInt32(value.utf8.count))
    LLVMAddAttributeAtIndex(function.raw, .max, attribute)
  }
}
