import Objectives
import Semantics

#if LLVM
  import Codegen
  import LLVMBridge
#endif

extension Session {
  /// Writes the gradient as an object file, and a header beside it that says how it is called.
  func emitObject(
    of lowered: LoweredDensity, _ chosen: ChosenModel, to path: String
  ) throws(CommandFailure) {
    #if LLVM
      let machine = try codeMachine()
      let module: StandaloneModule
      let object: [UInt8]
      do throws(KernelFailure) {
        module = try gradientModule(of: lowered, chosen, machine, embedsData: true)
        object = try module.object()
      } catch {
        throw failure(error)
      }
      if let name = module.runtimeFunctions.first {
        console.message(
          "gmc: the gradient of `\(chosen.model.name)` calls `\(name)`, which no C library has\n"
            + "  hint: `--emit library` brings it along\n")
        throw .diagnosed
      }
      try write(object, to: path)
      let header = FilePath.withoutEnding(path) + ".h"
      try write(self.header(of: lowered, chosen, module), to: header)
      note("wrote `\(path)` and `\(header)`; link with `-lmvec -lm`")
    #else
      throw compilerFailure ?? .diagnosed
    #endif
  }

  #if LLVM
    private func header(
      of lowered: LoweredDensity, _ chosen: ChosenModel, _ module: StandaloneModule
    ) -> String {
      let name = Self.symbol(of: chosen)
      let what =
        chosen.objectives.isEmpty
        ? "log density of its latents and data, with the Jacobian of the coordinates"
        : "objective"
      let rows = lowered.blocks.map { block in
        "   \(block.offset)\(block.count == 1 ? "" : "...\(block.offset + block.count - 1)")"
          + " \(block.name)\n"
      }
      return """
        /* The \(what) of the model \(chosen.model.name)
           and its gradient, as gmc \(Help.version) compiled them. Link with -lmvec -lm.

           The coordinates, which are free of constraints:
        \(rows.joined()) */
        #ifndef GMC_\(name)_H
        #define GMC_\(name)_H

        /* The number of coordinates. */
        enum { \(name)_dimension = \(lowered.dimension) };

        /* The bytes of memory that one call works in. */
        enum { \(name)_workspace_bytes = \(module.workspaceBytes) };

        #ifdef __cplusplus
        extern "C" {
        #endif

        /* Computes the value and the gradient at coordinates.

           The workspace begins at a multiple of 64 and belongs to the call until it returns; what
           it holds before does not matter. Calls with workspaces of their own may run at the same
           time. Where there is no value, it is NaN or infinite. */
        void \(name)_gradient(const double *coordinates, void *workspace, double *value,
                              double *gradient);

        #ifdef __cplusplus
        }
        #endif

        #endif

        """
    }
  #endif
}
