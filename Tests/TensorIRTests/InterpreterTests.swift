import Testing

@testable import TensorIR

@Suite struct InterpreterTests {
  @Test func missingAxesAreConstantAlongThem() throws {
    var b = ProgramBuilder()
    let i = b.axis("i", size: 2)
    let j = b.axis("j", size: 3)
    let x = b.parameter("x", [i])
    let y = b.parameter("y", [j])
    let program = b.finish(b.subtract(x, y))
    #expect(try evaluate(program, at: [1, 2, 10, 20, 30]) == [-9, -19, -29, -8, -18, -28])
  }

  @Test func manyAxesInAnyOrderAgreeWithLoopsByHand() throws {
    var b = ProgramBuilder()
    let sizes = [2, 3, 4, 2]
    let axes = sizes.map { b.axis("a", size: $0) }
    let x = b.parameter("x", [axes[0], axes[2]])
    let y = b.parameter("y", [axes[1], axes[3]])
    let z = b.parameter("z", [axes[0], axes[1], axes[2]])
    let product = b.multiply(b.multiply(x, y), z)
    let sum = b.sum(product, over: [axes[1], axes[2]])
    let program = b.finish([
      Output(name: "all", value: product), Output(name: "some", value: sum),
    ])
    let point: [Double] = (0..<38).map { Double($0 * $0 % 17 - 5) }
    var all: [Double] = []
    var some = [Double](repeating: 0, count: 4)
    for i in 0..<2 {
      for j in 0..<3 {
        for k in 0..<4 {
          for l in 0..<2 {
            let x: Double = point[i * 4 + k]
            let y: Double = point[8 + j * 2 + l]
            let z: Double = point[14 + (i * 3 + j) * 4 + k]
            let value = x * y * z
            all.append(value)
            some[i * 2 + l] += value
          }
        }
      }
    }
    #expect(try evaluate(program, at: point) == all)
    #expect(try evaluate(program, at: point, output: 1) == some)
  }

  @Test func runReusesItsMemory() throws {
    var b = ProgramBuilder()
    let n = b.axis("n", size: 100)
    let x = b.parameter("x", [n])
    var y = x
    for _ in 0..<50 { y = b.unary(.sin, b.add(y, x)) }
    var interpreter = try Interpreter(b.finish(b.sum(y, over: [n])), data: [:])
    let point = (0..<100).map { Double($0) / 10 }
    let address = interpreter.workingAddress()
    interpreter.run(point)
    let first = interpreter.scalar(0)
    #expect(interpreter.workingAddress() == address)
    interpreter.run(point.map { $0 + 1 })
    interpreter.run(point)
    #expect(interpreter.workingAddress() == address)
    #expect(interpreter.scalar(0) == first)
  }

  @Test func outputsAreWrittenIntoSpans() throws {
    var b = ProgramBuilder()
    let (n, k) = (b.axis("n", size: 2), b.axis("k", size: 2))
    let x = b.parameter("x", [n, k])
    // Storage order of the result differs from that of its operand.
    let other = b.axis("m", size: 2)
    var interpreter = try Interpreter(b.finish(b.rename(x, from: n, to: other)), data: [:])
    let point: [Double] = [1, 2, 3, 4]
    interpreter.run(point.span)
    var target = [Double](repeating: 0, count: 6)
    var span = target.mutableSpan
    interpreter.copy(output: 0, into: &span, at: 1)
    #expect(target == [0, 1, 3, 2, 4, 0])
  }

  @Test func unsoundProgramsAreRejected() throws {
    let program = try TensorProgram(parsing: "%0 : real = exp %0\noutput y = %0\n")
    let message = "unsound program: %0: operand %0 does not come before its user"
    do throws(InterpreterFailure) {
      _ = try Interpreter(program, data: [:])
      Issue.record("accepted an unsound program")
    } catch {
      #expect(error.description == message)
    }
  }

  @Test func copiesHaveTheirOwnMemory() throws {
    var b = ProgramBuilder()
    let x = b.parameter("x")
    var first = try Interpreter(b.finish(b.unary(.square, x)), data: [:])
    first.run([3])
    var second = first
    second.run([4])
    #expect(first.scalar(0) == 9)
    #expect(second.scalar(0) == 16)
  }

  @Test func dataAreCheckedAgainstTheirInputs() {
    var b = ProgramBuilder()
    let n = b.axis("n", size: 3)
    let x = b.data("x", [n])
    let program = b.finish(x)
    #expect(throws: InterpreterFailure.missing(input: "x")) {
      _ = try Interpreter(program, data: [:])
    }
    #expect(throws: InterpreterFailure.wrongSizes(input: "x", expected: [3], found: [2])) {
      try Interpreter(program, data: [InputID(0): Tensor([1.0, 2.0])])
    }
    #expect(
      throws: InterpreterFailure.wrongElement(input: "x", expected: .real, found: .boolean)
    ) {
      try Interpreter(program, data: [InputID(0): Tensor([true, false, true])])
    }
  }

  @Test func everyKindOfDataIsRead() throws {
    var b = ProgramBuilder()
    let n = b.axis("n", size: 2)
    let reals = (0..<4).map { b.data("r\($0)", [n]) }
    let flag = b.data("flag", [n], .boolean)
    let sum = reals.reduce(b.cast(flag, to: .real)) { b.add($0, $1) }
    let data: [InputID: Tensor] = [
      InputID(0): Tensor([0.5, 1.5]), InputID(1): Tensor([1, 2]),
      InputID(2): Tensor([Int32(10), 20]), InputID(3): Tensor([UInt8(100), 200]),
      InputID(4): Tensor([true, false]),
    ]
    #expect(try evaluate(b.finish(sum), data: data) == [112.5, 223.5])
  }

  @Test func emptyAxesGiveTheNeutralElement() throws {
    var b = ProgramBuilder()
    let n = b.axis("n", size: 0)
    let k = b.axis("k", size: 2)
    let x = b.parameter("x", [n, k])
    let outputs = Reduction.allCases.map {
      Output(name: $0.rawValue, value: b.append(.reduce($0, x, over: [n])))
    }
    let expected: [Double] = [0, 1, -.infinity, .infinity, -.infinity]
    for (index, value) in expected.enumerated() {
      #expect(try evaluate(b.finish(outputs), at: [], output: index) == [value, value])
    }
  }

  @Test func tooLargeAProgramTakesNoMemory() throws {
    var b = ProgramBuilder()
    let n = b.axis("n", size: 1 << 40)
    let x = b.parameter("x", [])
    let spread = b.add(x, b.cast(b.position(n), to: .real))
    let largest = b.reduce(.maximum, spread, over: [n])
    let program = b.finish([Output(name: "largest", value: largest)])
    #expect {
      _ = try Interpreter(program, data: [:], memoryLimit: 1 << 30)
    } throws: { error in
      guard case InterpreterFailure.tooLarge(let bytes, let limit) = error else { return false }
      return 1 << 43 <= bytes && limit == 1 << 30
    }
  }

  @Test func copiesAddToTheMemory() throws {
    var b = ProgramBuilder()
    let n = b.axis("n", size: 1000)
    let x = b.parameter("x", [n])
    let y = b.unary(.exp, x)
    let program = b.finish([Output(name: "y", value: y)])
    _ = try Interpreter(program, data: [:], copies: 1, memoryLimit: 20_000)
    #expect(throws: InterpreterFailure.self) {
      _ = try Interpreter(program, data: [:], copies: 2, memoryLimit: 20_000)
    }
  }
}
