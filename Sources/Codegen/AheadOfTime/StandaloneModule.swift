public import LLVMBridge
import Optimizer
public import TensorIR

/// A tensor program as code that other programs call.
///
/// Its one function, which only the library sees that it is linked into, evaluates everything:
///
///     void NAME_run(const double *parameters, const void *const *sources,
///                   void *workspace, double *const *results);
///
/// `sources` leads to the arrays of `sources`, `results` to room for each output, row-major, and
/// `workspace` to `workspaceBytes` of memory at a multiple of 64 that no other call uses meanwhile.
public final class StandaloneModule {
  /// What the function's name begins with.
  public let name: String
  /// The arrays that it reads.
  public let sources: [StandaloneSource]
  /// The bytes of memory that one call works in.
  public let workspaceBytes: Int
  /// The number of elements of each output.
  public let resultCounts: [Int]
  /// The length of the vector of parameters.
  public let parameterCount: Int
  /// The program that makes what `StandaloneSource.Origin.prepared` counts, if there is any; its
  /// parameters are the data inputs of `preparedFrom`, one after the other.
  public let preparation: TensorProgram?
  /// The data inputs of the program in order.
  public let preparedFrom: [InputID]

  let builder: ModuleBuilder
  private let layout: KernelLayout

  /// Writes the code for a program.
  ///
  /// - Parameter fixed: the data inputs whose values are the same for all data.
  public init(
    _ program: TensorProgram, data: [InputID: Tensor], fixed: Set<InputID> = [], name: String,
    precision: Precision, machine: Machine
  ) throws(KernelFailure) {
    self.name = name
    let optimized = optimize(program)
    let lanes = machine.vectorBytes / (precision == .f64 ? 8 : 4)
    let schedule = schedule(
      optimized, elements: data.mapValues { $0.stored },
      target: ScheduleTarget(lanes: lanes, precision: precision))
    let constants: [Tensor]
    do throws(InterpreterFailure) {
      try program.check(data)
      constants = try optimized.values(of: schedule.constants, data: [:])
      let plan = try SourcePlan(schedule, data, fixed: fixed)
      sources = plan.sources
      preparation = plan.program
      preparedFrom = plan.inputs
    } catch {
      throw .program(error)
    }
    let emitted = emitKernel(
      schedule, constants: constants, machine: machine, prefix: "\(name)_", isInternal: true)
    builder = emitted.module
    layout = emitted.layout
    workspaceBytes = layout.scratchStart + layout.scratchBytes + 64
    resultCounts = program.outputs.map { program.count(program[$0.value].type) }
    parameterCount = program.inputs.reduce(0) {
      $0 + ($1.role == .parameter ? program.count($1.type) : 0)
    }
    for pass in layout.passes {
      for name in [pass.name, pass.joinName].compactMap(\.self) {
        // The tables and the frame are written by the caller and invariant inside.
        if let function = builder.function(named: name) { builder.forbidInlining(function) }
      }
    }
  }

  /// Writes the function that the documentation of this type shows.
  public func addRun() {
    let pointer = builder.pointer
    let function = builder.define(
      "\(name)_run", returns: builder.void,
      parameters: [pointer, pointer, pointer, pointer])
    builder.hide(function)
    builder.position(at: builder.block(in: function, "entry"))
    callPasses(
      parameters: builder.parameter(function, 0), sources: builder.parameter(function, 1),
      workspace: builder.parameter(function, 2), results: builder.parameter(function, 3))
    builder.ret()
  }

  /// Writes `void NAME(const double *parameters, void *workspace, double *value, double *rest)`:
  /// the first output, which is a number, goes to `value`, the others one after the other to
  /// `rest`.
  ///
  /// - Parameter embedsData: whether the arrays are part of the module; otherwise they are expected
  ///   under the names `NAME_data0` and so on.
  public func addFunction(embedsData: Bool) {
    let b = builder
    let pointer = b.pointer
    let arrays = sources.enumerated().map { index, source in
      let name = "\(name)_data\(index)"
      return embedsData
        ? b.globalBytes(source.bytes + padding, name: name)
        : b.externalBytes(source.bytes.count + padding.count, name: name)
    }
    let function = b.define(
      name, returns: b.void, parameters: [pointer, pointer, pointer, pointer])
    b.position(at: b.block(in: function, "entry"))
    var places = [b.parameter(function, 2)]
    var offset = 0
    for count in resultCounts.dropFirst() {
      places.append(b.offset(b.parameter(function, 3), b.f64, by: b.integer(offset, b.i64)))
      offset += count
    }
    callPasses(
      parameters: b.parameter(function, 0), sources: table(arrays),
      workspace: b.parameter(function, 1), results: table(places))
    b.ret()
  }

  /// The functions of the run-time library that the code calls.
  public var runtimeFunctions: [String] {
    runtimeSymbols.keys.sorted().filter { builder.function(named: $0) != nil }
  }

  /// Improves the code, after which it may be read or assembled.
  public func optimizeCode() throws(KernelFailure) {
    do throws(LLVMFailure) { try builder.optimize() } catch { throw .compiler(error) }
  }

  /// The code in LLVM's language.
  public var text: String { builder.text }

  /// The code in the assembler's language.
  public func assembly() throws(KernelFailure) -> String {
    do throws(LLVMFailure) { return try builder.assembly() } catch { throw .compiler(error) }
  }

  /// The code as an object file.
  public func object() throws(KernelFailure) -> [UInt8] {
    do throws(LLVMFailure) { return try builder.object() } catch { throw .compiler(error) }
  }

  /// Vectors may be read past the end.
  private var padding: [UInt8] { [UInt8](repeating: 0, count: 64) }

  /// Pointers in memory that lives during the call.
  private func table(_ pointers: [Value]) -> Value {
    let memory = builder.alloca(builder.pointer, count: max(1, pointers.count), alignment: 8)
    for (index, value) in pointers.enumerated() {
      let place = builder.offset(
        memory, builder.pointer, by: builder.integer(index, builder.i64))
      builder.store(value, place, alignment: 8)
    }
    return memory
  }

  private func callPasses(
    parameters: Value, sources: Value, workspace: Value, results: Value
  ) {
    let scratch = builder.offset(
      workspace, builder.i8, by: builder.integer(layout.scratchStart, builder.i64))
    func call(_ name: String, _ chunk: Int) {
      guard let function = builder.function(named: name) else { return }
      let number = builder.integer(chunk, builder.i64)
      _ = builder.call(function, [parameters, sources, workspace, results, scratch, number])
    }
    for pass in layout.passes {
      for chunk in 0..<pass.chunks { call(pass.name, chunk) }
      if let name = pass.joinName { call(name, 0) }
    }
  }
}

extension KernelLayout {
  /// Where the memory of the thread begins behind the frame.
  fileprivate var scratchStart: Int { ((frameBytes + 63) & ~63) + 64 }
}

/// Arrays as an object file, for other objects of the same library.
///
/// - Parameter arrays: each is aligned to 64 bytes and followed by as many zeros.
public func dataObject(
  _ arrays: [(name: String, bytes: [UInt8])], machine: Machine
) throws(KernelFailure) -> [UInt8] {
  let builder = ModuleBuilder(name: "data", machine: machine)
  for array in arrays {
    _ = builder.globalBytes(array.bytes + [UInt8](repeating: 0, count: 64), name: array.name)
  }
  do throws(LLVMFailure) { return try builder.object() } catch { throw .compiler(error) }
}
