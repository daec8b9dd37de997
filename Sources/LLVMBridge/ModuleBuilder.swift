internal import CLLVM

/// One module of LLVM's language while it is written, with all that belongs to it.
///
/// Kinds, values, blocks and functions are of the builder that made them and live as long. A
/// builder is for one thread at a time; different builders have nothing in common.
public final class ModuleBuilder {
  /// The processor that the code is for.
  public let machine: Machine

  let context: OpaquePointer
  let module: OpaquePointer
  let builder: OpaquePointer
  let complaints = Complaints()
  /// `nil` after a fatal error, which leaves it in an unknown state.
  var generator: OpaquePointer?

  /// An empty module. LLVM must have been loaded.
  public init(name: String, machine: Machine) {
    precondition(loadLLVM() == nil, "LLVM is not loaded")
    self.machine = machine
    context = LLVMContextCreate()
    module = LLVMModuleCreateWithNameInContext(name, context)
    builder = LLVMCreateBuilderInContext(context)
    let generator = machine.codeGenerator()
    self.generator = generator

    LLVMSetTarget(module, machine.triple)
    let layout = LLVMCreateTargetDataLayout(generator)
    LLVMSetModuleDataLayout(module, layout)
    LLVMDisposeTargetData(layout)
    // Without a handler an error of the code generator ends the process.
    LLVMContextSetDiagnosticHandler(
      context, { Complaints.of($1).add(diagnostic: $0) }, complaints.pointer)
  }

  deinit {
    LLVMDisposeBuilder(builder)
    LLVMDisposeModule(module)
    if let generator { LLVMDisposeTargetMachine(generator) }
    LLVMContextDispose(context)
  }
}
