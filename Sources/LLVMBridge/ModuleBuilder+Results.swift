internal import CLLVM

extension ModuleBuilder {
  /// The first broken rules of LLVM's language in the module, `nil` if it is sound.
  public func verify() -> String? {
    var message: UnsafeMutablePointer<CChar>?
    let isBroken = LLVMVerifyModule(module, LLVMReturnStatusAction, &message) != 0
    let text = taken(message)
    return isBroken ? trimmed(text) : nil
  }

  /// The module in LLVM's language.
  public var text: String { taken(LLVMPrintModuleToString(module)) }

  /// Improves the code.
  ///
  /// Vectors are left to the writer of the module, since whether LLVM finds any depends on chance,
  /// and so is unrolling. What is left to do, registers for memory, common expressions and what
  /// does not change in loops, takes a quarter of the time of LLVM's own selection of passes.
  public func optimize(_ pipeline: String = ModuleBuilder.shortPipeline) throws(LLVMFailure) {
    try checkSound()
    let options = LLVMCreatePassBuilderOptions()
    defer { LLVMDisposePassBuilderOptions(options) }
    LLVMPassBuilderOptionsSetLoopVectorization(options, 0)
    LLVMPassBuilderOptionsSetSLPVectorization(options, 0)
    LLVMPassBuilderOptionsSetLoopInterleaving(options, 0)
    LLVMPassBuilderOptionsSetLoopUnrolling(options, 1)
    var message: UnsafeMutablePointer<CChar>?
    let outcome = gm_llvm_run_passes(module, pipeline, usableGenerator(), options, &message)
    try check(outcome, message)
  }

  /// The passes of `optimize` by LLVM's names.
  public static let shortPipeline = """
    function(sroa,early-cse<memssa>,simplifycfg,loop-mssa(loop-rotate,licm),\
    instcombine<no-verify-fixpoint>,simplifycfg)
    """

  /// The machine code of the module as an object file in memory, independent of its address.
  public func object() throws(LLVMFailure) -> [UInt8] { try emit(LLVMObjectFile) }

  /// The machine code of the module in the assembler's language.
  public func assembly() throws(LLVMFailure) -> String {
    String(decoding: try emit(LLVMAssemblyFile), as: UTF8.self)
  }

  private func emit(_ type: LLVMCodeGenFileType) throws(LLVMFailure) -> [UInt8] {
    try checkSound()
    // The code generator rewrites what it is given.
    let copy = LLVMCloneModule(module)
    var buffer: LLVMMemoryBufferRef?
    var message: UnsafeMutablePointer<CChar>?
    let outcome = gm_llvm_emit(usableGenerator(), copy, type, &buffer, &message)
    if outcome != GM_FATAL { LLVMDisposeModule(copy) }
    defer { if let buffer { LLVMDisposeMemoryBuffer(buffer) } }
    try check(outcome, message)
    guard let buffer else { throw .failed("no machine code") }
    let start = UnsafeRawPointer(LLVMGetBufferStart(buffer))
    return Array(UnsafeRawBufferPointer(start: start, count: LLVMGetBufferSize(buffer)))
  }

  /// LLVM's passes trust the module; a broken one could bring the process down.
  private func checkSound() throws(LLVMFailure) {
    if let reason = verify() { throw .invalid(reason) }
  }

  private func usableGenerator() -> OpaquePointer {
    let generator = generator ?? machine.codeGenerator()
    self.generator = generator
    return generator
  }

  /// Turns the end of a guarded call, or what was complained of during it, into a failure.
  private func check(
    _ outcome: gm_outcome, _ message: UnsafeMutablePointer<CChar>?
  ) throws(LLVMFailure) {
    let said = message.map { String(cString: $0) }
    gm_message_free(message)
    let complaint = complaints.take()
    if outcome == GM_FATAL { generator = nil }
    guard outcome == GM_DONE, complaint == nil else {
      throw .failed(trimmed(said ?? complaint ?? "unknown reason"))
    }
  }
}
