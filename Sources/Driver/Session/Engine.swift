import TensorIR

#if LLVM
  import Codegen
  import LLVMBridge
#endif

/// A back end by the name that `--backend` takes.
enum Backend: String, CaseIterable, Sendable {
  case native, reference

  /// Why no machine code can be made here, nil if it can. What was made before may still run.
  static var missingCompiler: String? {
    #if LLVM
      loadLLVM()
    #else
      "gmc was built without LLVM"
    #endif
  }
}

/// A tensor program on one of the back ends.
struct Engine: Evaluator {
  // One of the two, as the back end says.
  private var interpreter: Interpreter?
  #if LLVM
    private var kernel: Kernel?
    /// The kernel of the exact program behind one that is not always right, once it was needed.
    private var exactKernel: Kernel?
    private var spare: SpareKernel?
    private var isExact = true
  #endif
  let parameterCount: Int

  /// What makes the native back end available.
  static var remedy: String {
    #if LLVM
      "install Debian's `libllvm19`"
    #else
      "build gmc with its trait LLVM"
    #endif
  }

  /// Prepares a program for runs with the given data.
  ///
  /// - Parameters:
  ///   - faster: the same program in a form whose first output is NaN where it may be wrong; what
  ///     compiles tries it first.
  ///   - copies: how many copies will run, each with working memory of its own.
  ///   - threads: how many threads one run may use.
  ///   - isCached: whether machine code is looked for and kept on disk.
  init(
    _ program: @autoclosure @escaping @Sendable () -> TensorProgram,
    faster: TensorProgram? = nil, data: [InputID: Tensor],
    precision: Precision, backend: Backend, copies: Int, threads: Int, isCached: Bool
  ) throws(EngineFailure) {
    switch backend {
    case .reference:
      do throws(InterpreterFailure) {
        let interpreter = try Interpreter(
          program(), data: data, precision: precision, copies: copies,
          memoryLimit: physicalMemory())
        self.interpreter = interpreter
        parameterCount = interpreter.parameterCount
      } catch {
        throw .program(error)
      }
    case .native:
      #if LLVM
        do throws(KernelFailure) {
          let team = threads > 1 ? ThreadTeam(count: threads) : nil
          let make = { @Sendable (program: TensorProgram) throws(KernelFailure) -> Kernel in
            try Kernel(
              program, data: data, precision: precision, team: team,
              store: isCached ? DiskKernelStore() : nil,
              runParts: { parallelMap($0, threads: processorCount(), $1) }, copies: copies,
              memoryLimit: physicalMemory())
          }
          let kernel = try make(faster ?? program())
          self.kernel = kernel
          if faster != nil { spare = SpareKernel { try? make(program()) } }
          parameterCount = kernel.parameterCount
        } catch {
          switch error {
          case .program(let failure): throw .program(failure)
          case .compiler(.unavailable(let reason)): throw .unavailable(reason)
          case .compiler(let failure): throw .compiler(failure.description)
          }
        }
      #else
        throw .unavailable("gmc was built without LLVM")
      #endif
    }
  }

  mutating func run(_ parameters: Span<Double>) {
    #if LLVM
      kernel?.run(parameters)
      if needsExactKernel() { exactKernel?.run(parameters) }
    #endif
    interpreter?.run(parameters)
  }

  mutating func run(
    _ parameters: Span<Double>, rest target: inout MutableSpan<Double>, at offsets: [Int]
  ) {
    #if LLVM
      kernel?.run(parameters, rest: &target, at: offsets)
      if needsExactKernel() { exactKernel?.run(parameters, rest: &target, at: offsets) }
    #endif
    interpreter?.run(parameters, rest: &target, at: offsets)
  }

  #if LLVM
    /// Whether the outcome of the faster kernel has to be replaced.
    private mutating func needsExactKernel() -> Bool {
      guard let spare else { return false }
      isExact = kernel?.scalar(0).isNaN == false
      if isExact { return false }
      if exactKernel == nil { exactKernel = spare.kernel() }
      return true
    }

    /// The kernel that ran last.
    private var latest: Kernel? { isExact ? kernel : exactKernel }
  #endif

  /// Whether it runs in single precision with points in single precision.
  var takesSingles: Bool {
    #if LLVM
      kernel?.isSingle ?? false
    #else
      false
    #endif
  }

  /// The same in single precision.
  ///
  /// - Precondition: `takesSingles`.
  mutating func run(
    _ parameters: Span<Float>, rest target: inout MutableSpan<Float>, at offsets: [Int]
  ) {
    #if LLVM
      kernel?.run(parameters, rest: &target, at: offsets)
    #endif
  }

  /// Calls `body` with each number below `count`, on the threads of a run.
  func share(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    #if LLVM
      if let kernel { return kernel.share(count, body) }
    #endif
    for index in 0..<count { body(index) }
  }

  func scalar(_ output: Int) -> Double {
    #if LLVM
      if let kernel = latest { return kernel.scalar(output) }
    #endif
    return interpreter?.scalar(output) ?? .nan
  }

  func output(_ output: Int) -> [Double] {
    #if LLVM
      if let kernel = latest { return kernel.output(output) }
    #endif
    return interpreter?.output(output) ?? []
  }

  func copy(output: Int, into target: inout MutableSpan<Double>, at offset: Int) {
    #if LLVM
      latest?.copy(output: output, into: &target, at: offset)
    #endif
    interpreter?.copy(output: output, into: &target, at: offset)
  }
}

/// Why a program cannot be run.
enum EngineFailure: Error, Hashable, Sendable {
  case program(InterpreterFailure)
  /// There is no native back end here; the text says why.
  case unavailable(String)
  /// The native back end is at fault.
  case compiler(String)
}
