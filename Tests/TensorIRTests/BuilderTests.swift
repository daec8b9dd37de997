import ScalarMath
import TensorIR
import Testing

@Suite struct BuilderTests {
  @Test func neutralOperandsAreFolded() {
    var b = ProgramBuilder()
    let n = b.axis("n", size: 3)
    let x = b.parameter("x", [n])
    let zero = b.constant(0)
    let one = b.constant(1)
    #expect(b.add(x, zero) == x)
    #expect(b.add(zero, x) == x)
    #expect(b.subtract(x, zero) == x)
    #expect(b.multiply(one, x) == x)
    #expect(b.divide(x, one) == x)
    #expect(b.negate(b.negate(x)) == x)
    #expect(b.binary(.power, x, one) == x)
    #expect(b.subtract(zero, x) == b.negate(x))
    #expect(b.multiply(x, b.constant(-1)) == b.negate(x))
    #expect(b.add(x, b.uniform(0, b.type(x))) == x)
  }

  @Test func foldingKeepsTheType() {
    var b = ProgramBuilder()
    let n = b.axis("n", size: 3)
    let x = b.parameter("x")
    let zeros = b.uniform(0, TensorType(.real, [n]))
    let sum = b.add(x, zeros)
    #expect(b.type(sum) == TensorType(.real, [n]))
    let condition = b.data("c", [n], .boolean)
    let choice = b.select(condition, x, x)
    #expect(b.type(choice) == TensorType(.real, [n]))
  }

  @Test func zeroTimesAnythingIsKept() throws {
    var b = ProgramBuilder()
    let x = b.parameter("x")
    let product = b.multiply(x, b.constant(0))
    #expect(try evaluate(b.finish(product), at: [.infinity])[0].isNaN)
  }

  @Test func constantsAreEvaluated() {
    var b = ProgramBuilder()
    let y = b.unary(.exp, b.add(b.constant(0.5), b.constant(1)))
    #expect(b.constantValue(y) == 4.4816890703380645)
    let negativeZero = b.constant(-0.0)
    let zero = b.constant(0)
    #expect(b.constantValue(zero)?.sign == .plus)
    #expect(b.constantValue(negativeZero)?.sign == .minus)
  }

  @Test func whatIsCertainIsNotAsked() {
    var b = ProgramBuilder()
    let (n, k) = (b.axis("n", size: 3), b.axis("k", size: 2))
    let x = b.parameter("x", [n])
    let unknown = b.data("c", [n], .boolean)
    let position = b.cast(b.position(n), to: .real)
    let always = b.compare(.less, position, b.constant(3))
    let never = b.compare(.lessOrEqual, b.constant(3), position)
    #expect(b.select(always, x, b.constant(7)) == x)
    #expect(b.select(never, b.constant(7), x) == x)
    #expect(b.append(.logical(.and, always, unknown)) == unknown)
    #expect(b.append(.logical(.or, unknown, never)) == unknown)
    #expect(b.append(.not(b.append(.not(unknown)))) == unknown)
    let one = b.cast(b.append(.not(never)), to: .real)
    #expect(b.uniformValue(one) == 1)
    let wide = b.uniform(2, TensorType(.real, [k]))
    let two = b.append(.logical(.and, b.compare(.equal, wide, b.constant(2)), unknown))
    #expect(b.type(two) == TensorType(.boolean, [n, k]))
    // What may go either way stays.
    let sometimes = b.compare(.less, position, b.constant(2))
    #expect(b.select(sometimes, x, b.constant(7)) != x)
    let notNumber = b.compare(.equal, b.constant(.nan), b.constant(.nan))
    #expect(b.select(notNumber, x, b.constant(7)) != x)
  }

  @Test func readingEveryPositionIsARenaming() throws {
    var b = ProgramBuilder()
    let (n, k, long) = (b.axis("n", size: 3), b.axis("k", size: 3), b.axis("long", size: 4))
    let x = b.parameter("x", [k])
    let position = b.position(n)
    #expect(b.gather(x, axis: k, at: position) == b.rename(x, from: k, to: n))
    #expect(b.cast(b.cast(position, to: .real), to: .integer) == position)
    // The diagonal of a square, and reading beyond the end, are no renaming.
    let square = b.parameter("square", [n, k])
    let diagonal = b.gather(square, axis: k, at: position)
    #expect(b.type(diagonal).axes == [n])
    let longer = b.gather(x, axis: k, at: b.position(long))
    #expect(b.type(longer).axes == [long])
  }

  @Test func theSameNodeIsWrittenOnce() {
    var b = ProgramBuilder()
    let x = b.parameter("x")
    #expect(b.unary(.exp, x) == b.unary(.exp, x))
    var next = ProgramBuilder(b.program)
    #expect(next.unary(.exp, x) == b.unary(.exp, x))
  }

  @Test func sumsOfProductsAreContractions() throws {
    var b = ProgramBuilder()
    let n = b.axis("n", size: 3)
    let k = b.axis("k", size: 2)
    let x = b.parameter("x", [n, k])
    let y = b.parameter("y", [n])
    let total = b.sum(b.multiply(x, y), over: [n, k])
    let program = b.finish(total).pruned()
    #expect(!program.description.contains("multiply"))
    #expect(program.description.contains("contract %0 %1 over [n]"))
    #expect(try evaluate(program, at: [1, 2, 3, 4, 5, 6, 10, 20, 30]) == [500])
    #expect(b.sum(b.unary(.square, y), over: [n]) == b.contract(y, y, over: [n]))
  }

  @Test(arguments: Reduction.allCases)
  func reducingAlongAMissingAxisRepeats(_ reduction: Reduction) throws {
    var b = ProgramBuilder()
    let n = b.axis("n", size: 3)
    let k = b.axis("k", size: 4)
    let x = b.parameter("x", [n])
    let y = b.reduce(reduction, x, over: [n, k])
    let z = b.reduce(reduction, x, over: [k])
    let program = b.finish([Output(name: "y", value: y), Output(name: "z", value: z)])
    let point = [0.5, -1.25, 2]
    func repeated(_ xs: [Double]) -> Double {
      switch reduction {
      case .sum: 4 * xs.reduce(0, +)
      case .product: xs.map { $0 * $0 * $0 * $0 }.reduce(1, *)
      case .maximum: xs.reduce(-.infinity, max)
      case .minimum: xs.reduce(.infinity, min)
      case .logSumExp: Double.logSumExpOfFour(xs)
      }
    }
    #expect(agree(try evaluate(program, at: point), [repeated(point)]))
    #expect(agree(try evaluate(program, at: point, output: 1), point.map { repeated([$0]) }))
    let empty = b.axis("none", size: 0)
    let none = b.reduce(reduction, x, over: [empty])
    let neutral: [Reduction: Double] = [
      .sum: 0, .product: 1, .maximum: -.infinity, .minimum: .infinity, .logSumExp: -.infinity,
    ]
    #expect(
      try evaluate(b.finish(none), at: [.nan, .infinity, 1])
        == [Double](repeating: neutral[reduction] ?? .nan, count: 3))
  }

  @Test func renamingsAndRepetitionsCollapse() {
    var b = ProgramBuilder()
    let axes = (0..<3).map { _ in b.axis("i", size: 3) }
    let x = b.parameter("x", [axes[0]])
    let once = b.rename(x, from: axes[0], to: axes[1])
    #expect(b.rename(once, from: axes[1], to: axes[0]) == x)
    #expect(
      b.rename(once, from: axes[1], to: axes[2]) == b.rename(x, from: axes[0], to: axes[2]))
    let wide = b.append(.broadcast(x, along: [axes[1]]))
    #expect(
      b.rename(wide, from: axes[1], to: axes[2]) == b.append(.broadcast(x, along: [axes[2]])))
  }

  @Test func pruningKeepsOutputsAndInputs() throws {
    var b = ProgramBuilder()
    let x = b.parameter("x")
    let y = b.parameter("y")
    _ = b.unary(.exp, x)
    let result = b.unary(.log, y)
    let program = b.finish(result)
    let pruned = program.pruned()
    #expect(pruned.nodes.count == 2)
    #expect(pruned.inputs == program.inputs)
    #expect(pruned.firstViolation() == nil)
    #expect(try evaluate(pruned, at: [5, 2]) == evaluate(program, at: [5, 2]))
    #expect(pruned.pruned() == pruned)
  }
}

extension Double {
  /// log(4 Σ exp x).
  fileprivate static func logSumExpOfFour(_ xs: [Double]) -> Double {
    log(4 * xs.map { exp($0) }.reduce(0, +))
  }
}
