public import LLVMBridge
import LinearAlgebra
import Optimizer
public import TensorIR

/// Runs a tensor program as machine code: the native back end.
public struct Kernel: Evaluator {
  public let parameterCount: Int
  private let code: KernelCode
  private let sources: SourceTable
  private let team: (any WorkerTeam)?
  private var workspace: Workspace

  /// Compiles a program for runs with the given data.
  ///
  /// What depends on data alone is computed here, once. Data of inputs that the program does not
  /// have, or that no output needs, are ignored.
  ///
  /// - Parameters:
  ///   - machine: the processor whose instructions may be used; nil for that of this process.
  ///   - team: the threads that share the work of one run; only one copy may run at a time then.
  ///   - store: where machine code is looked for and kept.
  ///   - runParts: runs the parts of a long compilation on several threads.
  ///   - copies: how many copies will run, each with working memory of its own.
  ///   - memoryLimit: how many bytes they may have together.
  public init(
    _ program: TensorProgram, data: [InputID: Tensor], precision: Precision = .f64,
    machine: Machine? = nil, team: (any WorkerTeam)? = nil,
    store: (any KernelStore)? = nil, runParts: PartRunner? = nil, copies: Int = 1,
    memoryLimit: Int = .max
  ) throws(KernelFailure) {
    do throws(InterpreterFailure) { try program.check(data) } catch { throw .program(error) }
    guard program.loopSize <= TensorProgram.longestLoop else {
      throw .program(.tooLarge(bytes: .max, limit: memoryLimit))
    }
    let optimized = optimize(program)
    let target = ScheduleTarget(
      lanes: (machine?.vectorBytes ?? Processor.vectorBytes) / (precision == .f64 ? 8 : 4),
      precision: precision, hasBLAS: optimized.hasMatrixProducts && OpenBLAS.isLoaded,
      parameters: precision == .f64 ? .f64 : .f32, results: precision == .f64 ? .f64 : .f32)
    let schedule = schedule(
      optimized, elements: data.mapValues { $0.stored }, target: target)
    let compiled = try compile(schedule, machine, data, store, runParts)
    let threads = team?.count ?? 1
    let bytes = compiled.layout.frameBytes + threads * compiled.layout.scratchBytes
    let working = bytes.multipliedReportingOverflow(by: copies)
    guard !working.overflow, working.partialValue <= memoryLimit else {
      throw .program(
        .tooLarge(bytes: working.overflow ? .max : working.partialValue, limit: memoryLimit))
    }
    do throws(InterpreterFailure) {
      sources = try SourceTable(schedule, data)
    } catch {
      throw .program(error)
    }
    do throws(LLVMFailure) { code = try KernelCode(compiled) } catch { throw .compiler(error) }
    self.team = team
    parameterCount = program.inputs.reduce(0) {
      $0 + ($1.role == .parameter ? program.count($1.type) : 0)
    }
    workspace = Workspace(
      code.layout, threads: threads, parameters: parameterCount, isSingle: precision == .f32,
      outputs: program.outputs.map { program.count(program[$0.value].type) })
  }

  public mutating func run(_ parameters: Span<Double>) {
    precondition(parameters.count == parameterCount, "one number for each parameter")
    if !isKnownUniquelyReferenced(&workspace) { workspace = Workspace(like: workspace) }
    parameters.withUnsafeBufferPointer {
      code.run(workspace.stored($0), sources, workspace, results: workspace.results, team)
    }
  }

  public mutating func run(
    _ parameters: Span<Double>, rest target: inout MutableSpan<Double>, at offsets: [Int]
  ) {
    guard !isSingle else {
      run(parameters)
      for index in offsets.indices {
        copy(output: index + 1, into: &target, at: offsets[index])
      }
      return
    }
    precondition(parameters.count == parameterCount, "one number for each parameter")
    parameters.withUnsafeBytes { parameters in
      target.withUnsafeMutableBufferPointer { target in
        run(parameters.baseAddress, rest: UnsafeMutableRawBufferPointer(target), 8, at: offsets)
      }
    }
  }

  /// Whether the kernel computes in single precision.
  public var isSingle: Bool { workspace.isSingle }

  /// The same in single precision, which spares conversions.
  ///
  /// - Precondition: the kernel computes in single precision.
  public mutating func run(
    _ parameters: Span<Float>, rest target: inout MutableSpan<Float>, at offsets: [Int]
  ) {
    precondition(isSingle, "a kernel of single precision")
    precondition(parameters.count == parameterCount, "one number for each parameter")
    parameters.withUnsafeBytes { parameters in
      target.withUnsafeMutableBufferPointer { target in
        run(parameters.baseAddress, rest: UnsafeMutableRawBufferPointer(target), 4, at: offsets)
      }
    }
  }

  /// Runs with parameters as the code reads them, and outputs after the first in memory of the
  /// caller.
  private mutating func run(
    _ parameters: UnsafeRawPointer?, rest target: UnsafeMutableRawBufferPointer, _ bytes: Int,
    at offsets: [Int]
  ) {
    if !isKnownUniquelyReferenced(&workspace) { workspace = Workspace(like: workspace) }
    precondition(offsets.count == workspace.counts.count - 1, "a place for each output")
    if let start = target.baseAddress {
      for index in offsets.indices {
        let end = offsets[index] + workspace.counts[index + 1]
        precondition(offsets[index] >= 0 && bytes * end <= target.count, "room for the output")
        workspace.places[index + 1] = start + bytes * offsets[index]
      }
    }
    code.run(parameters, sources, workspace, results: workspace.places, team)
  }

  /// Calls `body` with each number below `count`, on the threads that share the work of a run.
  public func share(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    if count > 1, let team {
      team.run(StretchWork(count: count, body))
    } else {
      for index in 0..<count { body(index) }
    }
  }

  public func scalar(_ output: Int) -> Double {
    precondition(workspace.counts[output] == 1, "the output has one element")
    return workspace.value(output)
  }

  public func output(_ output: Int) -> [Double] {
    (0..<workspace.counts[output]).map { workspace.value(output, $0) }
  }

  public func copy(output: Int, into target: inout MutableSpan<Double>, at offset: Int) {
    let count = workspace.counts[output]
    precondition(offset >= 0 && offset + count <= target.count, "room for the output")
    target.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return }
      workspace.copy(output, to: start + offset)
    }
  }
}

/// Why a program has no kernel.
public enum KernelFailure: Error, Hashable, Sendable {
  /// The program or its data are at fault, or they are too large.
  case program(InterpreterFailure)
  /// LLVM is at fault, or is not there.
  case compiler(LLVMFailure)
}

extension KernelFailure: CustomStringConvertible {
  /// One sentence for a reader of messages.
  public var description: String {
    switch self {
    case .program(let failure): failure.description
    case .compiler(let failure): failure.description
    }
  }
}
