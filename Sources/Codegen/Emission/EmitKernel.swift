import LLVMBridge
import Optimizer
import TensorIR

/// The functions of a kernel in one module, and what their callers must know.
struct EmittedKernel {
  let module: ModuleBuilder
  let layout: KernelLayout
}

/// How the functions of a kernel are called.
struct KernelLayout: Hashable, Sendable {
  /// One pass over the data.
  struct Pass: Hashable, Sendable {
    /// Its place among all passes.
    let number: Int
    /// The object file with its functions, by position.
    let object: Int
    /// The function that does one stretch.
    let name: String
    /// The function that adds up what the stretches found, if there are several.
    let joinName: String?
    /// The number of stretches.
    let chunks: Int

    /// The same with other object files before its own.
    func moved(by count: Int) -> Pass {
      Pass(
        number: number, object: object + count, name: name, joinName: joinName, chunks: chunks)
    }
  }
  /// In the order in which they run.
  let passes: [Pass]
  /// The bytes of working memory of one evaluation.
  let frameBytes: Int
  /// The bytes of memory of each thread.
  let scratchBytes: Int
}

/// Writes the module of a schedule.
///
/// - Parameters:
///   - groups: the passes to be written, nil for all.
///   - constants: the elements of each of the schedule's constants, row-major.
///   - prefix: what the names of the functions begin with.
///   - isInternal: whether only the module itself calls them.
func emitKernel(
  _ schedule: Schedule, groups: [Int]? = nil, constants: [Tensor], machine: Machine,
  prefix: String = "", isInternal: Bool = false
) -> EmittedKernel {
  let builder = ModuleBuilder(name: "\(prefix)kernel", machine: machine)
  var emitter = KernelEmitter(schedule, builder, constants, isInternal: isInternal)
  var passes: [KernelLayout.Pass] = []
  for index in groups ?? Array(schedule.groups.indices) {
    let group = schedule.groups[index]
    let name = "\(prefix)pass\(index)"
    let joinName = "\(prefix)join\(index)"
    emitter.define(name, group) { $0.emitStretch() }
    let hasSums = group.statements.contains { $0.accumulates }
    let joins = group.chunks > 1 && hasSums
    if joins { emitter.define(joinName, group) { $0.emitJoin() } }
    passes.append(
      KernelLayout.Pass(
        number: index, object: 0, name: name, joinName: joins ? joinName : nil,
        chunks: group.chunks))
  }
  let layout = KernelLayout(
    passes: passes, frameBytes: emitter.partials.end, scratchBytes: emitter.scratchBytes)
  return EmittedKernel(module: builder, layout: layout)
}

/// Writes one function after the other.
private struct KernelEmitter {
  private let schedule: Schedule
  private let builder: ModuleBuilder
  private let math: MathEmitter
  private let constants: [Int: Value]
  private let isInternal: Bool
  /// Where the sums of stretches lie.
  let partials: PartialSums
  private var memory: MemoryPlan?
  var scratchBytes: Int { memory?.scratchBytes ?? 0 }

  init(
    _ schedule: Schedule, _ builder: ModuleBuilder, _ values: [Tensor], isInternal: Bool
  ) {
    self.schedule = schedule
    self.isInternal = isInternal
    partials = PartialSums(of: schedule)
    self.builder = builder
    math = MathEmitter(builder: builder)
    var constants: [Int: Value] = [:]
    for (number, value) in schedule.constants.enumerated() {
      guard let storage = schedule.storages[value] else { continue }
      let slack = Array(repeating: 0, count: schedule.target.lanes)
      func reals() -> [Double] { values[number].reals + slack.map { Double($0) } }
      func integers() -> [Int] { values[number].integers + slack }
      let name = "constant\(number)"
      switch storage.element {
      case .f64:
        constants[number] = builder.globalConstant(
          reals(), builder.f64, name: name, alignment: 64)
      case .f32:
        constants[number] = builder.globalConstant(
          reals(), builder.f32, name: name, alignment: 64)
      case .i64, .i32:
        constants[number] = builder.globalConstant(
          integers(), builder.i64, name: name, alignment: 64)
      case .u8, .boolean:
        constants[number] = builder.globalConstant(
          integers(), builder.i8, name: name, alignment: 64)
      }
    }
    self.constants = constants
  }

  /// Writes a function of a pass.
  mutating func define(
    _ name: String, _ group: Group, _ body: (inout GroupEmitter) -> Void
  ) {
    let pointer = builder.pointer
    let function = builder.define(
      name, returns: builder.void,
      parameters: [pointer, pointer, pointer, pointer, pointer, builder.i64],
      isInternal: isInternal)
    let memory = memory ?? MemoryPlan(function: function, partials: partials)
    self.memory = memory
    memory.begin(function)
    builder.position(at: builder.block(in: function, "entry"))
    var emitter = GroupEmitter(
      schedule: schedule, group: group, builder: builder, math: math, memory: memory,
      arguments: arguments(of: function))
    body(&emitter)
    builder.ret()
  }

  private func arguments(of function: Function) -> KernelArguments {
    KernelArguments(
      parameters: builder.parameter(function, 0),
      sources: PointerTable(builder.parameter(function, 1)),
      frame: builder.parameter(function, 2),
      results: PointerTable(builder.parameter(function, 3)),
      scratch: builder.parameter(function, 4), chunk: builder.parameter(function, 5),
      constants: constants)
  }
}
