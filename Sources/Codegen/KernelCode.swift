import LLVMBridge

/// The machine code of a kernel in this process.
struct KernelCode: Sendable {
  let layout: KernelLayout
  private let object: LoadedObject
  private let passes: [(run: PassFunction, join: PassFunction?, chunks: Int)]

  /// A function of a pass: parameters, table of sources, frame, table of results, scratch memory,
  /// number of the stretch.
  typealias PassFunction =
    @convention(c) (
      UnsafePointer<Double>?, UnsafePointer<UnsafeRawPointer?>?, UnsafeMutableRawPointer,
      UnsafePointer<UnsafeMutablePointer<Double>>?, UnsafeMutableRawPointer, Int
    ) -> Void

  init(_ compiled: CompiledKernel) throws(LLVMFailure) {
    layout = compiled.layout
    object = try LoadedObject(compiled.object, symbols: runtimeSymbols)
    var passes: [(PassFunction, PassFunction?, Int)] = []
    for pass in layout.passes {
      let run = try object.address(of: pass.name)
      var join: PassFunction?
      if let name = pass.joinName {
        join = unsafeBitCast(try object.address(of: name), to: PassFunction.self)
      }
      passes.append((unsafeBitCast(run, to: PassFunction.self), join, pass.chunks))
    }
    self.passes = passes
  }

  /// Evaluates everything at a point.
  ///
  /// - Parameter results: where each output begins.
  func run(
    _ parameters: UnsafePointer<Double>?, _ sources: SourceTable, _ workspace: Workspace,
    results: UnsafePointer<UnsafeMutablePointer<Double>>, _ team: (any WorkerTeam)?
  ) {
    for (function, join, chunks) in passes {
      let work = StretchWork(
        count: chunks, function: function, parameters: parameters, sources: sources.table,
        frame: workspace.frame, results: results, scratch: workspace.scratch,
        scratchStride: workspace.scratchStride)
      if chunks > 1, let team {
        team.run(work)
      } else {
        for chunk in 0..<chunks { work.perform(chunk, worker: 0) }
      }
      join?(parameters, sources.table, workspace.frame, results, workspace.scratch, 0)
    }
  }
}

/// A kernel as machine code that has not been loaded.
public struct CompiledKernel: Sendable {
  /// An object file.
  let object: [UInt8]
  /// How its functions are called.
  let layout: KernelLayout
}
