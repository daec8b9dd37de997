internal import CLLVM

extension ModuleBuilder {
  /// The function that the module already defines or declares under a name.
  public func function(named name: String) -> Function? {
    guard let known = LLVMGetNamedFunction(module, name),
      let signature = LLVMGlobalGetValueType(known)
    else { return nil }
    return Function(raw: known, signature: signature)
  }
}

extension ModuleBuilder {
  /// The function that a block belongs to.
  public func function(of block: Block) -> Function {
    guard let raw = LLVMGetBasicBlockParent(block.raw), let signature = LLVMGlobalGetValueType(raw)
    else { preconditionFailure("a block is part of a function") }
    return Function(raw: raw, signature: signature)
  }
}
