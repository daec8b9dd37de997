import LLVMBridge
import Optimizer
import TensorIR

/// Runs the parts of a compilation, one for each number below `count`, on whatever threads there
/// are, and returns their results in order.
public typealias PartRunner =
  @Sendable (_ count: Int, _ part: @Sendable (Int) -> CompiledPart) -> [CompiledPart]

/// The outcome of one part of a compilation.
public struct CompiledPart: Sendable {
  fileprivate let kernel: Result<CompiledKernel, LLVMFailure>
}

/// The machine code of a schedule: from the store, or made and kept there.
func compile(
  _ schedule: Schedule, _ machine: Machine?, _ data: [InputID: Tensor],
  _ store: (any KernelStore)?, _ runParts: PartRunner?
) throws(KernelFailure) -> CompiledKernel {
  let key = store == nil ? "" : key(of: schedule, machine, data)
  if let kept = store?.bytes(for: key), let compiled = CompiledKernel(kept) { return compiled }
  if let reason = loadLLVM() { throw .compiler(.unavailable(reason)) }
  let constants: [Tensor]
  do throws(InterpreterFailure) {
    constants = try schedule.program.values(of: schedule.constants, data: [:])
  } catch {
    throw .program(error)
  }
  let parts = runParts == nil ? [Array(schedule.groups.indices)] : parts(of: schedule)
  let part = { @Sendable (number: Int) -> CompiledPart in
    CompiledPart(
      kernel: Result { () throws(LLVMFailure) in
        try compilePart(schedule, parts[number], constants, machine ?? .host())
      })
  }
  do throws(LLVMFailure) {
    let outcomes = parts.count > 1 ? runParts?(parts.count, part) ?? [] : [part(0)]
    var kernels: [CompiledKernel] = []
    for outcome in outcomes { kernels.append(try outcome.kernel.get()) }
    let compiled = CompiledKernel(joining: kernels)
    store?.keep(compiled.bytes, for: key)
    return compiled
  } catch {
    throw .compiler(error)
  }
}

private func compilePart(
  _ schedule: Schedule, _ groups: [Int], _ constants: [Tensor], _ machine: Machine
) throws(LLVMFailure) -> CompiledKernel {
  let emitted = emitKernel(schedule, groups: groups, constants: constants, machine: machine)
  try emitted.module.optimize()
  return CompiledKernel(objects: [try emitted.module.object()], layout: emitted.layout)
}

/// The passes in two parts that take about as long to compile, if that is worth another thread.
private func parts(of schedule: Schedule) -> [[Int]] {
  let all = Array(schedule.groups.indices)
  let costs = schedule.groups.map { group in
    // The code of a tile is longer, and is written twice if there is a shorter one at the end.
    schedule.codeSize(of: group) * (group.isTiled ? (group.rest > 0 ? 4 : 2) : 1)
  }
  let total = costs.reduce(0, +)
  guard all.count > 1, total >= shortestInParts else { return [all] }
  var halves: ([Int], [Int]) = ([], [])
  var loads = (0, 0)
  for group in all.sorted(by: { (costs[$1], $0) < (costs[$0], $1) }) {
    if loads.0 <= loads.1 {
      halves.0.append(group)
      loads.0 += costs[group]
    } else {
      halves.1.append(group)
      loads.1 += costs[group]
    }
  }
  return [halves.0.sorted(), halves.1.sorted()]
}

/// The size of the code from which on a compilation is done in parts.
private let shortestInParts = 100

/// All that machine code depends on, apart from the version of the compiler.
private func key(
  of schedule: Schedule, _ machine: Machine?, _ data: [InputID: Tensor]
) -> String {
  let processor = machine.map { "\($0.triple) \($0.cpu) \($0.features)" } ?? Processor.identity
  let elements = data.sorted { $0.key < $1.key }.map { "\($0.key.index) \($0.value.stored)" }
  let target = schedule.target
  return """
    \(processor)
    \(target.precision) \(target.lanes) \(target.hasBLAS) \(target.parameters) \(target.results)
    \(elements.joined(separator: ","))
    \(schedule.program.description)
    """
}
