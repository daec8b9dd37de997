internal import CLLVM

extension ModuleBuilder {
  /// An empty block at the end of a function; the first one is its entry.
  public func block(in function: Function, _ name: String) -> Block {
    Block(raw: LLVMAppendBasicBlockInContext(context, function.raw, name))
  }

  /// Goes on writing at the end of a block.
  public func position(at block: Block) { LLVMPositionBuilderAtEnd(builder, block.raw) }

  /// The block that is being written.
  public var current: Block {
    guard let block = LLVMGetInsertBlock(builder) else {
      preconditionFailure("no block is being written")
    }
    return Block(raw: block)
  }

  /// Ends the block with a jump.
  public func branch(to block: Block) { LLVMBuildBr(builder, block.raw) }

  /// Ends the block with a jump to one of two.
  public func branch(if condition: Value, then yes: Block, else no: Block) {
    LLVMBuildCondBr(builder, condition.raw, yes.raw, no.raw)
  }

  /// Ends the block and the call of its function.
  public func ret(_ value: Value? = nil) {
    if let value { LLVMBuildRet(builder, value.raw) } else { LLVMBuildRetVoid(builder) }
  }

  /// Ends a block that is never left.
  public func unreachable() { LLVMBuildUnreachable(builder) }

  /// A value that depends on whence the block was entered; written before all else in its block.
  public func phi(_ kind: Kind) -> Value { Value(raw: LLVMBuildPhi(builder, kind.raw, "")) }

  /// Says which value a phi has when its block is entered from another. Each block that leads
  /// there must be named once.
  public func addIncoming(_ phi: Value, _ value: Value, from block: Block) {
    var value = Optional(value.raw)
    var block = Optional(block.raw)
    LLVMAddIncoming(phi.raw, &value, &block, 1)
  }
}
