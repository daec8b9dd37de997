import LLVMBridge
import TensorIR

/// The machine code of a kernel.
struct KernelCode: Sendable {
  let layout: KernelLayout
  private let object: LoadedObject
  private let passes: [(run: PassFunction, join: PassFunction?)]

  /// A function of a pass: parameters, table of sources, frame, table of results, scratch memory,
  /// number of the stretch.
  typealias PassFunction =
    @convention(c) (
      UnsafePointer<Double>?, UnsafePointer<UnsafeRawPointer?>?, UnsafeMutableRawPointer,
      UnsafePointer<UnsafeMutablePointer<Double>>?, UnsafeMutableRawPointer, Int
    ) -> Void

  init(_ bytes: [UInt8], _ layout: KernelLayout) throws(LLVMFailure) {
    self.layout = layout
    object = try LoadedObject(bytes, symbols: runtimeSymbols)
    var passes: [(PassFunction, PassFunction?)] = []
    for pass in layout.passes {
      let run = try object.address(of: pass.name)
      var join: PassFunction?
      if let name = pass.joinName {
        join = unsafeBitCast(try object.address(of: name), to: PassFunction.self)
      }
      passes.append((unsafeBitCast(run, to: PassFunction.self), join))
    }
    self.passes = passes
  }

  /// Evaluates everything at a point.
  func run(
    _ parameters: UnsafePointer<Double>?, _ sources: SourceTable, _ workspace: Workspace
  ) {
    for (pass, functions) in zip(layout.passes, passes) {
      for chunk in 0..<pass.chunks {
        functions.run(
          parameters, sources.table, workspace.frame, workspace.results, workspace.scratch, chunk)
      }
      functions.join?(
        parameters, sources.table, workspace.frame, workspace.results, workspace.scratch, 0)
    }
  }
}
