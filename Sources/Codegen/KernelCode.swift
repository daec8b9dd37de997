import LLVMBridge

/// The machine code of a kernel in this process.
struct KernelCode: Sendable {
  let layout: KernelLayout
  private let codes: [MachineCode]
  private let passes: [(run: PassFunction, join: PassFunction?, chunks: Int)]

  /// A function of a pass: parameters, table of sources, frame, table of results, scratch memory,
  /// number of the stretch.
  typealias PassFunction =
    @convention(c) (
      UnsafeRawPointer?, UnsafePointer<UnsafeRawPointer?>?, UnsafeMutableRawPointer,
      UnsafePointer<UnsafeMutableRawPointer>?, UnsafeMutableRawPointer, Int
    ) -> Void

  init(_ compiled: CompiledKernel) throws(LLVMFailure) {
    layout = compiled.layout
    var codes: [MachineCode] = []
    for object in compiled.objects { codes.append(try MachineCode(object)) }
    self.codes = codes
    var passes: [(PassFunction, PassFunction?, Int)] = []
    for pass in layout.passes {
      let code = codes[pass.object]
      let run = try code.address(of: pass.name)
      var join: PassFunction?
      if let name = pass.joinName {
        join = unsafeBitCast(try code.address(of: name), to: PassFunction.self)
      }
      passes.append((unsafeBitCast(run, to: PassFunction.self), join, pass.chunks))
    }
    self.passes = passes
  }

  /// Evaluates everything at a point.
  ///
  /// - Parameter results: where each output begins.
  func run(
    _ parameters: UnsafeRawPointer?, _ sources: SourceTable, _ workspace: Workspace,
    results: UnsafePointer<UnsafeMutableRawPointer>, _ team: (any WorkerTeam)?
  ) {
    for index in passes.indices {
      let (function, join, chunks) = passes[index]
      let pass = PassCall(
        function: function, parameters: parameters, sources: sources.table,
        frame: workspace.frame, results: results, scratch: workspace.scratch,
        scratchStride: workspace.scratchStride)
      if chunks > 1, let team {
        team.run(StretchWork(count: chunks, pass))
      } else {
        for chunk in 0..<chunks { pass.perform(chunk, worker: 0) }
      }
      join?(parameters, sources.table, workspace.frame, results, workspace.scratch, 0)
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
  /// Object files.
  let objects: [[UInt8]]
  /// How their functions are called.
  let layout: KernelLayout

  init(objects: [[UInt8]], layout: KernelLayout) {
    self.objects = objects
    self.layout = layout
  }

  /// One kernel of the passes of several.
  init(joining parts: [CompiledKernel]) {
    objects = parts.flatMap(\.objects)
    var passes: [KernelLayout.Pass] = []
    var objectCount = 0
    for part in parts {
      passes += part.layout.passes.map { $0.moved(by: objectCount) }
      objectCount += part.objects.count
    }
    layout = KernelLayout(
      passes: passes.sorted { $0.number < $1.number },
      frameBytes: parts.map(\.layout.frameBytes).max() ?? 0,
      scratchBytes: parts.map(\.layout.scratchBytes).max() ?? 0)
  }
}
