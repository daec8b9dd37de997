import CAllocations
import LLVMBridge
import TensorIR
import Testing

@testable import Codegen

/// Facts about the native back end itself; its numbers are compared with the reference elsewhere.
@Suite(.enabled(if: loadLLVM() == nil)) struct KernelTests {
  /// Sums of exponentials over a plate, long enough for tiles, and the exponentials.
  private func sample(size: Int = 1000) -> TensorProgram {
    var b = ProgramBuilder()
    let n = b.axis("n", size: size)
    let k = b.axis("k", size: 3)
    let x = b.input("x", TensorType(.real, [n]), role: .data)
    let y = b.input("y", TensorType(.real, [k]), role: .parameter)
    let waves = b.unary(.exp, b.unary(.sin, b.multiply(x, y)))
    let sum = b.sum(waves, over: [n])
    return b.finish([Output(name: "sum", value: sum), Output(name: "all", value: waves)])
  }

  private func data(size: Int = 1000) -> [InputID: Tensor] {
    [InputID(index: 0): Tensor((0..<size).map { Double($0 % 17) / 8 })]
  }

  @Test func unsoundProgramsAreRejected() throws {
    let program = try TensorProgram(parsing: "%0 : real = exp %0\noutput y = %0\n")
    let message = "unsound program: %0: operand %0 does not come before its user"
    do throws(KernelFailure) {
      _ = try Kernel(program, data: [:])
      Issue.record("accepted an unsound program")
    } catch {
      #expect(error.description == message)
    }
  }

  @Test func dataAreCheckedAgainstTheirInputs() {
    let program = sample(size: 3)
    let x = InputID(index: 0)
    #expect(throws: KernelFailure.program(.missing(input: "x"))) {
      try Kernel(program, data: [:])
    }
    #expect(
      throws: KernelFailure.program(.wrongSizes(input: "x", expected: [3], found: [2]))
    ) {
      try Kernel(program, data: [x: Tensor([1.0, 2.0])])
    }
    #expect(
      throws: KernelFailure.program(.wrongElement(input: "x", expected: .real, found: .boolean))
    ) {
      try Kernel(program, data: [x: Tensor([true, false, true])])
    }
  }

  @Test func dataThatNoOutputNeedsAreIgnored() throws {
    var b = ProgramBuilder()
    _ = b.input("unused", TensorType(.real, [b.axis("n", size: 3)]), role: .data)
    let x = b.input("x", TensorType(.real), role: .parameter)
    let y = b.unary(.square, x)
    var kernel = try Kernel(
      b.finish([Output(name: "y", value: y)]), data: [InputID(index: 7): Tensor(1.0)])
    kernel.run([3])
    #expect(kernel.scalar(0) == 9)
  }

  @Test func copiesHaveTheirOwnMemory() throws {
    var first = try Kernel(sample(), data: data())
    first.run([0, 0, 0])
    var second = first
    second.run([1, 1, 1])
    #expect(first.output(0) == [1000, 1000, 1000])
    #expect(second.output(0)[0] > 1000)
  }

  @Test func copiesRunOnThreads() async throws {
    let kernel = try Kernel(sample(), data: data())
    let points = (0..<8).map { [Double($0), 1, 0.5] }
    let alone = points.map { point in
      var copy = kernel
      copy.run(point)
      return copy.output(1)
    }
    await withTaskGroup(of: (Int, Bool).self) { group in
      for (index, point) in points.enumerated() {
        group.addTask {
          var copy = kernel
          let runs = (0..<200).map { _ in
            copy.run(point)
            return copy.output(1)
          }
          return (index, runs.allSatisfy { $0 == alone[index] })
        }
      }
      for await (index, agrees) in group { #expect(agrees, "point \(index)") }
    }
  }

  @Test func outputsAreWrittenIntoSpans() throws {
    var kernel = try Kernel(sample(size: 2), data: data(size: 2))
    kernel.run([0, 0, 0])
    var target = [Double](repeating: 7, count: 5)
    var span = target.mutableSpan
    kernel.copy(output: 0, into: &span, at: 1)
    #expect(target == [7, 2, 2, 2, 7])
  }

  @Test func memoryIsLimited() throws {
    let program = sample()
    _ = try Kernel(program, data: data(), memoryLimit: 1 << 20)
    var b = ProgramBuilder()
    let n = b.axis("n", size: 1000)
    let m = b.axis("m", size: 1000)
    let x = b.input("x", TensorType(.real, [n]), role: .parameter)
    let product = b.multiply(x, b.rename(x, from: n, to: m))
    let total = b.append(
      .cumulativeSum(product, along: n, exclusive: false, reversed: false))
    let other = b.append(.cumulativeSum(total, along: m, exclusive: false, reversed: false))
    let sum = b.sum(other, over: [n, m])
    let large = b.finish([Output(name: "sum", value: sum)])
    _ = try Kernel(large, data: [:], memoryLimit: 1 << 30)
    #expect(throws: KernelFailure.self) { try Kernel(large, data: [:], memoryLimit: 1 << 20) }
    #expect(throws: KernelFailure.self) {
      try Kernel(large, data: [:], copies: 1000, memoryLimit: 1 << 30)
    }
  }

  @Test(.timeLimit(.minutes(1))) func tooLargeAProgramTakesNoMemory() throws {
    var b = ProgramBuilder()
    let n = b.axis("n", size: 1 << 40)
    let m = b.axis("m", size: 1 << 40)
    let x = b.input("x", TensorType(.real), role: .parameter)
    let steps = b.multiply(x, b.cast(b.position(n), to: .real))
    let sums = b.append(.cumulativeSum(steps, along: n, exclusive: false, reversed: false))
    let sum = b.sum(sums, over: [n])
    let small = b.finish([Output(name: "sum", value: sum)])
    #expect {
      _ = try Kernel(small, data: [:], memoryLimit: 1 << 30)
    } throws: { error in
      guard case KernelFailure.program(.tooLarge(let bytes, let limit)) = error else {
        return false
      }
      return 1 << 43 <= bytes && limit == 1 << 30
    }
    let product = b.multiply(sums, b.rename(sums, from: n, to: m))
    let others = b.append(
      .cumulativeSum(product, along: m, exclusive: false, reversed: false))
    let total = b.sum(others, over: [n, m])
    let huge = b.finish([Output(name: "sum", value: total)])
    #expect(throws: KernelFailure.self) { try Kernel(huge, data: [:], memoryLimit: 1 << 30) }
  }

  @Test func runAllocatesNothing() throws {
    var kernel = try Kernel(sample(), data: data())
    let point: [Double] = [0.1, 0.2, 0.3]
    for _ in 0..<10 { kernel.run(point.span) }
    let start = gm_allocation_count()
    for _ in 0..<1000 { kernel.run(point.span) }
    let after = gm_allocation_count()
    #expect(after - start == 0)
    var target = [Double](repeating: 0, count: 3000)
    var span = target.mutableSpan
    let places = [0]
    for _ in 0..<10 { kernel.run(point.span, rest: &span, at: places) }
    let before = gm_allocation_count()
    for _ in 0..<1000 { kernel.run(point.span, rest: &span, at: places) }
    #expect(gm_allocation_count() - before == 0)
    #expect([Double](repeating: 1, count: 1000).map { $0 + 1 } != [])
    #expect(gm_allocation_count() > after, "allocations are counted")
  }

  @Test func singlesRoundEveryNumber() throws {
    var b = ProgramBuilder()
    let x = b.input("x", TensorType(.real), role: .parameter)
    let third = b.divide(x, b.constant(3))
    var kernel = try Kernel(
      b.finish([Output(name: "y", value: third)]), data: [:], precision: .f32)
    kernel.run([1])
    #expect(kernel.scalar(0) == Double(Float(1) / 3))
  }

  @Test func preparedIntegersKeepAllTheirBits() throws {
    var b = ProgramBuilder()
    let (n, k) = (b.axis("n", size: 0), b.axis("k", size: 2))
    let none = b.input("none", TensorType(.integer, [n]), role: .data)
    let big = b.input("big", TensorType(.integer, [k]), role: .data)
    let least = b.append(.reduce(.minimum, none, over: [n]))
    let x = b.input("x", TensorType(.real), role: .parameter)
    let whole = b.cast(x, to: .integer)
    let total = b.append(.reduce(.sum, big, over: [k]))
    let outputs = [b.compare(.less, whole, least), b.binary(.subtract, total, whole)]
    let data: [InputID: Tensor] = [
      InputID(index: 0): Tensor([Int]()), InputID(index: 1): Tensor([1 << 60, 3]),
    ]
    var kernel = try Kernel(
      b.finish(outputs.map { Output(name: "y", value: $0) }), data: data)
    kernel.run([0x1p60])
    #expect(kernel.scalar(0) == 1)
    #expect(kernel.scalar(1) == 3)
  }
}
