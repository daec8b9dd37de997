import Binding
import Objectives
import Semantics
import TensorIR

#if LLVM
  import Codegen
  import LLVMBridge
#endif

extension Session {
  /// Writes a shared library with the C interface of BridgeStan.
  mutating func emitLibrary(of chosen: ChosenModel, to path: String) throws(CommandFailure) {
    #if LLVM
      let machine = try codeMachine()
      let bound = try boundOrSized(chosen)
      let lowered = try lowered(bound, of: chosen, keepsNumbersOpen: true)
      guard lowered.blocks.allSatisfy({ $0.variable != nil }) else {
        throw .run(
          "a library cannot hold the weights of nets yet", hint: "`gmc fit` trains them")
      }
      for name in lowered.unreported {
        note("`\(name)` is no derived value of the library: it reads a variable that is summed out")
      }
      let options = try bindingOptions()
      let origins = [lowered.origins, lowered.unconstraining.origins].flatMap(\.values)
      let readable = bound.model.variables.ids.filter { id in
        !bound.model.variables[id].isHyper && origins.contains { $0.variable == id }
      }
      let kernels = try buildKernels(of: lowered, openTo: Set(readable), machine)
      let tables = LibraryTables(
        LibraryTables.Facts(
          name: chosen.model.name, info: information(chosen, machine), lowered: lowered,
          variables: readable.compactMap { bound.dataVariable($0, options) },
          hypers: bound.model.variables.rows.filter(\.isHyper).map(\.name),
          hasData: hasData(for: chosen)), kernels)
      let data: [UInt8]
      do throws(KernelFailure) {
        data = try dataObject(
          tables.arrays.enumerated().map { (name: "gm_data_\($0)", bytes: $1) }, machine: machine)
      } catch {
        throw failure(error)
      }
      let objects = kernels.flatMap { [$0.code.object, $0.preparation?.object] }
      let library = try link(
        objects.compactMap(\.self) + [data], tables: tables.text)
      try write(library, to: path)
      note("wrote `\(path)`, a library with the C interface of BridgeStan")
    #else
      throw compilerFailure ?? .diagnosed
    #endif
  }

  #if LLVM
    /// Compiles the programs of a library.
    ///
    /// - Parameter variables: those that data may give other values to.
    private func buildKernels(
      of lowered: LoweredDensity, openTo variables: Set<VariableID>, _ machine: Machine
    ) throws(CommandFailure) -> [BuiltKernel] {
      let programs = lowered.libraryPrograms()
      let precision = precision
      let results = parallelMap(programs.count, threads: threadCount) { index in
        let program = programs[index]
        let fixed = program.data.keys.filter { input in
          program.origins[input]?.variable.map { !variables.contains($0) } ?? true
        }
        return Result<BuiltKernel, KernelFailure> { () throws(KernelFailure) in
          try BuiltKernel(program, fixed: Set(fixed), precision: precision, machine: machine)
        }
      }
      var kernels: [BuiltKernel] = []
      for result in results {
        do throws(KernelFailure) { kernels.append(try result.get()) } catch {
          throw failure(error)
        }
      }
      return kernels
    }

    /// What `bs_model_info` says.
    private func information(_ chosen: ChosenModel, _ machine: Machine) -> String {
      let density =
        chosen.objectives.isEmpty ? "joint density of latents and data" : "the model's objective"
      return """
        gmc \(Help.version)
        Model: \(chosen.model.name) of \(chosen.path)
        Log density: \(density), with all constants
        Precision: \(precision.rawValue)
        Processor: \(machine.cpu)
        Calls are safe in any number of threads:
        STAN_THREADS=true
        """
    }
  #endif
}

extension DataOrigin {
  /// The variable that the values are of.
  fileprivate var variable: VariableID? {
    switch self {
    case .values(let id, _), .known(let id, _): id
    case .sizes, .weights, .rows, .noise: nil
    }
  }
}

extension Variable {
  /// Whether its value belongs to the model rather than to the data.
  fileprivate var isHyper: Bool { parts.allSatisfy { $0.role == .hyper } }
}
