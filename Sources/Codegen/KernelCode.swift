import LLVMBridge

/// The machine code of a kernel in this process.
struct KernelCode: Sendable {
  let layout: KernelLayout
  private let code: MachineCode
  private let passes: [(run: PassFunction, join: PassFunction?)]

  /// A function of a pass: parameters, table of sources, frame, table of results, scratch memory,
  /// number of the stretch.
  typealias PassFunction =
    @convention(c) (
      UnsafePointer<Double>?, UnsafePointer<UnsafeRawPointer?>?, UnsafeMutableRawPointer,
      UnsafePointer<UnsafeMutablePointer<Double>>?, UnsafeMutableRawPointer, Int
    ) -> Void

  init(_ compiled: CompiledKernel) throws(LLVMFailure) {
    layout = compiled.layout
    code = try MachineCode(compiled.object)
    var passes: [(PassFunction, PassFunction?)] = []
    for pass in layout.passes {
      let run = try code.address(of: pass.name)
      var join: PassFunction?
      if let name = pass.joinName {
        join = unsafeBitCast(try code.address(of: name), to: PassFunction.self)
      }
      passes.append((unsafeBitCast(run, to: PassFunction.self), join))
    }
    self.passes = passes
  }

  /// Evaluates everything at a point.
  func run(
    _ parameters: UnsafePointer<Double>?, _ sources: SourceTable, _ workspace: Workspace,
    _ team: (any WorkerTeam)?
  ) {
    for index in passes.indices {
      let (function, join) = passes[index]
      let chunks = layout.passes[index].chunks
      let work = StretchWork(
        count: chunks, function: function, parameters: parameters, sources: sources.table,
        frame: workspace.frame, results: workspace.results, scratch: workspace.scratch,
        scratchStride: workspace.scratchStride)
      if chunks > 1, let team {
        team.run(work)
      } else {
        for chunk in 0..<chunks { work.perform(chunk, worker: 0) }
      }
      join?(
        parameters, sources.table, workspace.frame, workspace.results, workspace.scratch, 0)
    }
  }
}

/// Machine code in this process, by our own loader or, where that does not know the processor or
/// what the code needs, by LLVM's.
private enum MachineCode: Sendable {
  case image(ObjectImage)
  case linked(LoadedObject)

  init(_ object: [UInt8]) throws(LLVMFailure) {
    if let image = ObjectImage(object, symbols: runtimeSymbols) {
      self = .image(image)
    } else {
      self = .linked(try LoadedObject(object, symbols: runtimeSymbols))
    }
  }

  func address(of name: String) throws(LLVMFailure) -> UnsafeRawPointer {
    switch self {
    case .image(let image):
      guard let address = image.address(of: name) else { throw .failed("no function \(name)") }
      return address
    case .linked(let object): return try object.address(of: name)
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
