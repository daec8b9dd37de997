import Autodiff
import TensorIR
import Testing

@Suite struct CompositeTests {
  @Test(arguments: 0..<8)
  func randomProgramsAgreeWithFiniteDifferences(_ group: Int) throws {
    for seed in (group * 25)..<(group * 25 + 25) {
      try expectDerivativesOfRandomProgram(seed: UInt64(seed))
    }
  }

  private func expectDerivativesOfRandomProgram(seed: UInt64) throws {
    var b = ProgramBuilder()
    let y = RandomProgram.write(&b, seed: seed, count: 10)
    let xs = b.parameters()
    let gradients = b.gradient(of: y, withRespectTo: xs)
    let directions = xs.map { b.wave(b.type($0).axes, 1.3) }
    let tangents = Dictionary(uniqueKeysWithValues: zip(xs, directions))
    let change = b.pushForward(of: [y], tangents: tangents)[0]
    let products = b.hessianVectorProduct(of: y, withRespectTo: xs, along: directions)
    let outputs = [y, change] + gradients + directions + products
    let program = b.finish(outputs.map { Output(name: "o", value: $0) }).pruned()
    #expect(program.firstViolation() == nil, "seed \(seed)")
    #expect(try TensorProgram(parsing: program.description) == program, "seed \(seed)")

    var numbers = Numbers(seed: seed + 1000)
    var evaluate = try Evaluator(program)
    let count = xs.map { program.count(b.type($0)) }.reduce(0, +)
    let point = (0..<count).map { _ in numbers.next(in: -1...1) }
    let values = evaluate(point)
    func joined(_ start: Int) -> [Double] {
      Array(values[start..<(start + xs.count)].joined())
    }
    let (gradient, direction, product) = (joined(2), joined(2 + xs.count), joined(2 + 2 * xs.count))
    let differences = evaluate.differences(point, along: direction)
    #expect(
      agrees(values[1][0], dot(gradient, direction), within: 1e-9), "seed \(seed)")
    let scale = max(1, dot(gradient, gradient).squareRoot())
    #expect(abs(values[1][0] - differences[0][0]) < 1e-6 * scale, "seed \(seed)")
    let curvature = Array(differences[2..<(2 + xs.count)].joined())
    let steepness = max(1, dot(product, product).squareRoot())
    for (exact, difference) in zip(product, curvature) {
      #expect(abs(exact - difference) < 1e-5 * steepness, "seed \(seed)")
    }

    var single = try Evaluator(program, precision: .f32)
    for (wide, narrow) in zip(values.prefix(2 + xs.count).joined(), single(point).joined()) {
      #expect(abs(wide - narrow) < 1e-3 * scale, "seed \(seed)")
    }
  }

  @Test func aProgramIsDifferentiatedByAllParameters() throws {
    var b = ProgramBuilder()
    let n = b.axis("n", size: 2)
    let x = b.parameter("x", [n])
    let unused = b.parameter("unused", [n])
    _ = b.unary(.exp, unused)
    let data = b.input("d", TensorType(.real, [n]), role: .data)
    let y = b.sum(b.multiply(b.unary(.exp, x), data), over: [n])
    let program = b.finish([Output(name: "other", value: x), Output(name: "y", value: y)])
    let derivative = differentiate(program, output: 1)
    #expect(derivative.outputs.map(\.name) == ["y", "x", "unused"])
    #expect(derivative.inputs == program.inputs)
    #expect(derivative.firstViolation() == nil)
    var evaluate = try Evaluator(
      derivative, data: [InputID(index: 2): Tensor([3.0, 4.0])])
    #expect(evaluate([0, 0, 5, 5]) == [[7], [3, 4], [0, 0]])
  }

  @Test func whatDoesNotMatterIsNotDifferentiated() {
    var b = ProgramBuilder()
    let x = b.parameter("x")
    let w = b.parameter("w")
    let y = b.multiply(x, b.unary(.exp, b.unary(.sin, w)))
    let before = b.program.nodes.count
    let gradient = b.gradient(of: y, withRespectTo: [x])
    #expect(gradient == [b.unary(.exp, b.unary(.sin, w))])
    #expect(b.program.nodes.count <= before + 2)
  }

  @Test func derivativesInValuesOnTheWay() throws {
    var b = ProgramBuilder()
    let x = b.parameter("x")
    let inner = b.unary(.square, x)
    let y = b.unary(.exp, inner)
    let gradients = b.gradient(of: y, withRespectTo: [x, inner, y])
    let program = b.finish(gradients.map { Output(name: "g", value: $0) })
    var evaluate = try Evaluator(program)
    let values = evaluate([0.5]).map { $0[0] }
    let e = values[1]
    #expect(agree(values, [e, e, 1], within: 1e-15))
  }

  @Test func derivedNodesKeepTheirOrigin() {
    var b = ProgramBuilder()
    let x = b.parameter("x")
    b.origin = Origin(index: 4)
    let y = b.unary(.sin, x)
    b.origin = nil
    let gradient = b.gradient(of: y, withRespectTo: [x])[0]
    #expect(b.program[gradient].origin == Origin(index: 4))
    #expect(b.origin == nil)
  }

  @Test func anAddedAxisGivesAJacobian() throws {
    var b = ProgramBuilder()
    let (n, k, direction) = (b.axis("n", size: 2), b.axis("k", size: 3), b.axis("e", size: 3))
    let m = b.parameter("m", [n, k])
    let x = b.parameter("x", [k])
    let y = b.unary(.square, b.contract(m, x, over: [k]))
    let identity = b.cast(b.compare(.equal, b.position(k), b.position(direction)), to: .real)
    let jacobian = b.pushForward(of: [y, m], tangents: [x: identity])
    let program = b.finish(jacobian.map { Output(name: "j", value: $0) })
    var evaluate = try Evaluator(program)
    let values = evaluate([1, 2, 3, 4, 5, 6, 1, 0, -1])
    // The products of rows and x are -2 and -2.
    #expect(values == [[-4, -8, -12, -16, -20, -24], [0, 0, 0, 0, 0, 0]])
  }

  @Test func emptyPlatesHaveGradients() throws {
    var b = ProgramBuilder()
    let none = b.axis("none", size: 0)
    let n = b.axis("n", size: 2)
    let x = b.parameter("x", [none])
    let z = b.parameter("z", [n])
    var y = b.constant(0)
    for reduction in [Reduction.sum, .product] {
      y = b.add(y, b.reduce(reduction, b.multiply(x, z), over: [none, n]))
      y = b.add(y, b.sum(b.reduce(reduction, z, over: [none]), over: [n]))
    }
    let total = b.add(y, b.sum(b.unary(.square, z), over: [n]))
    let gradients = b.gradient(of: total, withRespectTo: [x, z])
    let hessian = b.hessian(of: total, withRespectTo: [x, z])
    let values = [total] + gradients + hessian.blocks.joined()
    let program = b.finish(values.map { Output(name: "v", value: $0) })
    #expect(program.firstViolation() == nil)
    var evaluate = try Evaluator(program)
    #expect(evaluate([3, 4]) == [[28], [], [6, 8], [], [], [], [2, 0, 0, 2]])
  }
}
