import CAllocations
import LLVMBridge
import Optimizer
import Synchronization
import TensorIR
import Testing

@testable import Codegen

/// Loops in machine code: how they are scheduled, kept and run; their numbers are compared with the
/// reference elsewhere.
@Suite(.enabled(if: loadLLVM() == nil)) struct ScanKernelTests {
  /// A walk with several sums beside, along a plate of sequences.
  private func sample(reversed: Bool = false, factor: Double = 0.5) -> TensorProgram {
    var b = ProgramBuilder()
    let (t, k) = (b.axis("t", size: 400), b.axis("k", size: 5))
    let x = b.input("x", TensorType(.real, [t]), role: .data)
    let rate = b.input("rate", TensorType(.real, [k]), role: .parameter)
    let level = b.hole("level", TensorType(.real, [k]))
    let total = b.hole("total", TensorType(.real, [k]))
    let next = b.unary(.tanh, b.add(b.multiply(b.multiply(level, rate), b.constant(factor)), x))
    let loop = b.scan(
      along: t, reversed: reversed,
      carries: [
        ScanCarry(hole: level, initial: b.constant(0), next: next),
        ScanCarry(hole: total, initial: b.constant(0), next: b.add(total, next)),
      ], emitting: [next])
    return b.finish(
      [("level", loop.final[0]), ("total", loop.final[1]), ("all", loop.emitted[0])]
        .map { Output(name: $0.0, value: $0.1) })
  }

  private var data: [InputID: Tensor] {
    [InputID(index: 0): Tensor((0..<400).map { Double($0 % 7) / 8 - 0.4 })]
  }

  @Test func aSumChangesInPlace() {
    let schedule = schedule(
      optimize(sample()), elements: [:], target: ScheduleTarget(lanes: 4, precision: .f64))
    let text = schedule.description
    #expect(schedule.scans.count == 1)
    for scan in schedule.scans.values { #expect(scan.moves.count == 1) }
    #expect(text.contains("along t\n    %"))
  }

  @Test func aRunAllocatesNothing() throws {
    var kernel = try Kernel(sample(), data: data)
    let point = [Double](repeating: 0.3, count: 5)
    for _ in 0..<3 { kernel.run(point.span) }
    let before = gm_allocation_count()
    for _ in 0..<10 { kernel.run(point.span) }
    #expect(gm_allocation_count() == before)
  }

  @Test func keptCodeIsThatOfTheBody() throws {
    let store = Store()
    let point = [0.1, 0.2, 0.3, 0.4, 0.5]
    func last(_ program: TensorProgram) throws -> [Double] {
      var kernel = try Kernel(program, data: data, store: store)
      kernel.run(point)
      return kernel.output(0)
    }
    let values = try [sample(), sample(reversed: true), sample(factor: 0.25)].map(last)
    #expect(Set(values).count == 3)
    #expect(try last(sample()) == values[0])
    #expect(store.count == 3)
  }

  @Test func aLibraryHasLoops() throws {
    let module = try StandaloneModule(
      sample(), data: data, name: "walk", precision: .f64, machine: .host())
    module.addRun()
    #expect(module.resultCounts == [5, 5, 2000])
    try module.optimizeCode()
    #expect(module.text.contains("define hidden void @walk_run"))
    #expect(try !module.object().isEmpty)
  }
}

/// Keeps code in memory.
private final class Store: KernelStore {
  private let kept = Mutex<[String: [UInt8]]>([:])

  var count: Int { kept.withLock { $0.count } }

  func bytes(for key: String) -> [UInt8]? { kept.withLock { $0[key] } }

  func keep(_ bytes: [UInt8], for key: String) { kept.withLock { $0[key] = bytes } }
}
