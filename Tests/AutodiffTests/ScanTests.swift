import Autodiff
import Foundation
import TensorIR
import Testing

@Suite struct ScanTests {
  private func wave(_ count: Int) -> [Double] {
    (0..<count).map { 0.8 * sin(1.9 * Double($0) + 0.3) }
  }

  @Test(arguments: [0, 1, 4], [false, true])
  func autoregression(size: Int, reversed: Bool) throws {
    try expectDerivatives(at: wave(2 + size)) { b in
      let t = b.axis("t", size: size)
      let (start, rate) = (b.parameter("start"), b.parameter("rate"))
      let input = b.parameter("input", [t])
      let x = b.hole("x", TensorType(.real))
      let next = b.add(b.multiply(rate, x), b.unary(.square, input))
      let loop = b.scan(
        along: t, reversed: reversed,
        carries: [ScanCarry(hole: x, initial: start, next: next)], emitting: [x, next])
      return b.add(b.weighted(loop.emitted, 0.7), b.unary(.exp, loop.final[0]))
    }
  }

  @Test(arguments: [2, 3]) func forwardAlgorithm(states: Int) throws {
    let steps = 4
    try expectDerivatives(
      at: wave(states + states * states + steps * states), tolerance: 1e-6
    ) { b in
      let t = b.axis("t", size: steps)
      let from = b.axis("from", size: states)
      let to = b.axis("to", size: states)
      let first = b.parameter("first", [from])
      let transition = b.parameter("transition", [from, to])
      let emission = b.parameter("emission", [t, to])
      let alpha = b.hole("alpha", TensorType(.real, [from]))
      let sums = b.reduce(.logSumExp, b.add(alpha, transition), over: [from])
      let next = b.rename(b.add(sums, emission), from: to, to: from)
      let loop = b.scan(
        along: t, carries: [ScanCarry(hole: alpha, initial: first, next: next)])
      return b.reduce(.logSumExp, loop.final[0], over: [from])
    }
  }

  @Test func severalCarriesOfSequences() throws {
    try expectDerivatives(at: wave(2 * 3 + 2 + 4), tolerance: 1e-6) { b in
      let (i, t) = (b.axis("i", size: 2), b.axis("t", size: 3))
      let k = b.axis("k", size: 2)
      let j = b.axis("j", size: 2)
      let x = b.parameter("x", [i, t])
      let bias = b.parameter("bias", [k])
      let matrix = b.parameter("matrix", [k, j])
      let state = b.hole("state", TensorType(.real, [i, k]))
      let level = b.hole("level", TensorType(.real, [i]))
      let mixed = b.rename(b.contract(matrix, state, over: [k]), from: j, to: k)
      let next = b.unary(.tanh, b.add(b.add(mixed, bias), b.multiply(x, level)))
      let mean = b.add(b.multiply(level, b.constant(0.5)), b.sum(next, over: [k]))
      let loop = b.scan(
        along: t,
        carries: [
          ScanCarry(hole: state, initial: bias, next: next),
          ScanCarry(hole: level, initial: b.constant(1), next: mean),
        ], emitting: [b.multiply(next, x), level])
      return b.add(b.weighted(loop.emitted, 0.2), b.weighted(loop.final, 1.3))
    }
  }

  @Test func covariancesOfAFilter() throws {
    try expectDerivatives(at: wave(4 + 3), tolerance: 1e-6) { b in
      let t = b.axis("t", size: 3)
      let (i, j, k) = (b.axis("i", size: 2), b.axis("j", size: 2), b.axis("k", size: 2))
      let f = b.parameter("f", [i, k])
      let noise = b.parameter("noise", [t])
      let unit = b.cast(b.compare(.equal, b.position(i), b.position(j)), to: .real)
      let p = b.hole("p", TensorType(.real, [i, j]))
      let left = b.contract(f, b.rename(p, from: i, to: k), over: [k])
      let other = b.rename(b.rename(f, from: k, to: b.twinOfTests(k)), from: i, to: k)
      let half = b.rename(left, from: j, to: b.twinOfTests(k))
      let both = b.rename(b.contract(half, other, over: [b.twinOfTests(k)]), from: k, to: j)
      let next = b.add(both, b.multiply(unit, b.add(b.unary(.square, noise), b.constant(1))))
      let root = b.append(.cholesky(next, row: i, column: j))
      let determinant = b.append(.logAbsDeterminant(next, row: i, column: j))
      let loop = b.scan(
        along: t, carries: [ScanCarry(hole: p, initial: unit, next: next)],
        emitting: [root, determinant])
      return b.add(b.weighted(loop.emitted, 0.9), b.weighted(loop.final[0], 0.1))
    }
  }

  @Test func aLoopInALoop() throws {
    try expectDerivatives(at: wave(3 * 2 + 2), tolerance: 1e-6) { b in
      let (t, s) = (b.axis("t", size: 3), b.axis("s", size: 2))
      let x = b.parameter("x", [t, s])
      let (rate, start) = (b.parameter("rate"), b.parameter("start"))
      let (y, z) = (b.hole("y", TensorType(.real)), b.hole("z", TensorType(.real)))
      let inner = b.scan(
        along: s, reversed: true,
        carries: [
          ScanCarry(hole: z, initial: y, next: b.unary(.sin, b.add(b.multiply(z, rate), x)))
        ], emitting: [z])
      let total = b.sum(b.multiply(inner.emitted[0], x), over: [s])
      let outer = b.scan(
        along: t,
        carries: [ScanCarry(hole: y, initial: start, next: b.add(total, inner.final[0]))],
        emitting: [inner.final[0]])
      return b.add(b.weighted(outer.emitted[0], 0.4), outer.final[0])
    }
  }

  @Test func theGradientOfTheForwardAlgorithmKeepsOnlyCarries() throws {
    let (states, steps) = (12, 50)
    var b = ProgramBuilder()
    let t = b.axis("t", size: steps)
    let from = b.axis("from", size: states)
    let to = b.axis("to", size: states)
    let first = b.parameter("first", [from])
    let transition = b.parameter("transition", [from, to])
    let emission = b.parameter("emission", [t, to])
    let alpha = b.hole("alpha", TensorType(.real, [from]))
    let sums = b.reduce(.logSumExp, b.add(alpha, transition), over: [from])
    let next = b.rename(b.add(sums, emission), from: to, to: from)
    let loop = b.scan(
      along: t, carries: [ScanCarry(hole: alpha, initial: first, next: next)])
    let total = b.reduce(.logSumExp, loop.final[0], over: [from])
    let program = differentiate(b.finish([Output(name: "y", value: total)]), output: 0)
    for node in program.nodes {
      #expect(program.count(node.type) <= steps * states)
    }
  }
}

extension ProgramBuilder {
  /// An axis of the same size, always the same one.
  fileprivate mutating func twinOfTests(_ axis: AxisID) -> AxisID {
    let name = "other \(program[axis].name)"
    return program.axes.firstIndex { $0.name == name }.map { AxisID(index: Int32($0)) }
      ?? self.axis(name, size: program[axis].size)
  }
}
