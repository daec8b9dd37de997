#if LLVM
  import Codegen
  import LLVMBridge
  import Objectives
  import TensorIR

  /// The object code of one program of a library, and of what prepares its data.
  struct BuiltKernel: Sendable {
    /// A function `NAME_run` and what its caller must know.
    struct Code: Sendable {
      let name: String
      let object: [UInt8]
      let workspaceBytes: Int
      let parameterCount: Int
      let outputs: [Int]

      init(_ module: StandaloneModule) throws(KernelFailure) {
        name = module.name
        workspaceBytes = module.workspaceBytes
        parameterCount = module.parameterCount
        outputs = module.resultCounts
        module.addRun()
        try module.optimizeCode()
        object = try module.object()
      }
    }
    let program: LibraryProgram
    let code: Code
    let sources: [StandaloneSource]
    /// What computes the prepared sources out of the data inputs `preparedFrom`.
    let preparation: Code?
    let preparedFrom: [InputID]

    /// - Parameter fixed: the data inputs whose values are the same for all data.
    init(
      _ program: LibraryProgram, fixed: Set<InputID>, precision: Precision, machine: Machine
    ) throws(KernelFailure) {
      self.program = program
      let name = "gm_\(program.kernel.rawValue)"
      let module = try StandaloneModule(
        program.program, data: program.data, fixed: fixed, name: name, precision: precision,
        machine: machine)
      sources = module.sources
      preparedFrom = module.preparedFrom
      code = try Code(module)
      guard let preparing = module.preparation else {
        preparation = nil
        return
      }
      preparation = try Code(
        StandaloneModule(
          preparing, data: [:], name: "\(name)_data", precision: .f64, machine: machine))
    }
  }
#endif
