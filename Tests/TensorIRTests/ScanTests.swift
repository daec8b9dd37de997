import Foundation
import TensorIR
import Testing

@Suite struct ScanTests {
  /// x' = rate x + input, from a start.
  private struct Autoregression {
    var builder = ProgramBuilder()
    let axis: AxisID
    let before, after, last: ValueID

    init(size: Int, reversed: Bool) {
      var b = ProgramBuilder()
      axis = b.axis("t", size: size)
      let (start, rate) = (b.parameter("start"), b.parameter("rate"))
      let input = b.parameter("input", [axis])
      let x = b.hole("x", TensorType(.real))
      let next = b.add(b.multiply(rate, x), input)
      let (final, emitted) = b.scan(
        along: axis, reversed: reversed,
        carries: [ScanCarry(hole: x, initial: start, next: next)], emitting: [x, next])
      last = final[0]
      before = emitted[0]
      after = emitted[1]
      builder = b
    }
  }

  @Test(arguments: [0, 1, 2, 7, 130], [false, true])
  func aRecursionIsThatOfALoop(size: Int, reversed: Bool) throws {
    let model = Autoregression(size: size, reversed: reversed)
    let outputs = [model.last, model.before, model.after]
    let program = model.builder.finish(outputs.map { Output(name: "y", value: $0) }).pruned()
    #expect(program.firstViolation() == nil)
    let input = (0..<size).map { sinh(Double($0 % 5) - 2) }
    let point = [0.7, -0.4] + input
    var (x, before, after) = (0.7, input, input)
    for t in reversed ? Array((0..<size).reversed()) : Array(0..<size) {
      before[t] = x
      x = -0.4 * x + input[t]
      after[t] = x
    }
    #expect(try evaluate(program, at: point) == [x])
    #expect(try agree(evaluate(program, at: point, output: 1), before))
    #expect(try agree(evaluate(program, at: point, output: 2), after))
    #expect(try agree(evaluate(program, at: point, precision: .f32), [x], within: 1e-5))
  }

  @Test(arguments: [1, 2, 3, 10, 17])
  func theForwardAlgorithmSumsOverAllPaths(states: Int) throws {
    var b = ProgramBuilder()
    let steps = states > 3 ? 3 : 5
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
    let program = b.finish(total).pruned()
    #expect(program.firstViolation() == nil)

    let count = states + states * states + steps * states
    let point = (0..<count).map { sin(1.3 * Double($0)) }
    let a = { (i: Int, j: Int) in point[states + i * states + j] }
    let e = { (t: Int, j: Int) in point[states + states * states + t * states + j] }
    var weight = 0.0
    func visit(_ state: Int, _ step: Int, _ logWeight: Double) {
      if step == steps {
        weight += exp(logWeight)
        return
      }
      for j in 0..<states { visit(j, step + 1, logWeight + a(state, j) + e(step, j)) }
    }
    for state in 0..<states { visit(state, 0, point[state]) }
    #expect(try agree(evaluate(program, at: point), [log(weight)]))
  }

  @Test func carriesOfAllTypesChangeTogether() throws {
    var b = ProgramBuilder()
    let t = b.axis("t", size: 6)
    let x = b.parameter("x", [t])
    let (a, c) = (b.hole("a", TensorType(.real)), b.hole("c", TensorType(.real)))
    let count = b.hole("count", TensorType(.integer))
    let flag = b.hole("flag", TensorType(.boolean))
    let isEven = b.append(.not(flag))
    let one = b.cast(b.constant(1), to: .integer)
    let none = b.cast(b.constant(0), to: .integer)
    let no = b.cast(none, to: .boolean)
    let loop = b.scan(
      along: t,
      carries: [
        ScanCarry(hole: a, initial: b.constant(1), next: c),
        ScanCarry(hole: c, initial: b.constant(2), next: b.add(a, b.multiply(c, x))),
        ScanCarry(
          hole: count, initial: none, next: b.select(flag, b.binary(.add, count, one), count)),
        ScanCarry(hole: flag, initial: no, next: isEven),
      ], emitting: [count, isEven, b.add(a, b.cast(b.position(t), to: .real))])
    let values = loop.final + loop.emitted
    let program = b.finish(values.map { Output(name: "y", value: $0) }).pruned()
    #expect(program.firstViolation() == nil)
    let point = [0.5, -1, 2, 0.25, 1, -2]
    var (p, q) = (1.0, 2.0)
    var firsts: [Double] = []
    for (step, x) in point.enumerated() {
      firsts.append(p + Double(step))
      (p, q) = (q, p + q * x)
    }
    let expected = [
      [p], [q], [3], [0], [0, 0, 1, 1, 2, 2], [1, 0, 1, 0, 1, 0], firsts,
    ]
    for (index, numbers) in expected.enumerated() {
      #expect(try agree(evaluate(program, at: point, output: index), numbers), "\(index)")
    }
  }

  /// y' = Σ over s of what an inner loop, which starts from y, makes of it.
  private func nested(batch: Bool) -> TensorProgram {
    var b = ProgramBuilder()
    let i = b.axis("i", size: 3)
    let t = b.axis("t", size: 4)
    let s = b.axis("s", size: 5)
    let x = b.parameter("x", batch ? [i, t, s] : [t, s])
    let rate = b.parameter("rate", batch ? [i] : [])
    let type = TensorType(.real, batch ? [i] : [])
    let (y, z) = (b.hole("y", type), b.hole("z", type))
    let inner = b.scan(
      along: s,
      carries: [ScanCarry(hole: z, initial: y, next: b.add(b.multiply(z, rate), x))],
      emitting: [z])
    let total = b.sum(b.multiply(inner.emitted[0], x), over: [s])
    let next = b.unary(.tanh, b.add(total, inner.final[0]))
    let outer = b.scan(
      along: t, reversed: true,
      carries: [ScanCarry(hole: y, initial: b.constant(0.3), next: next)])
    return b.finish(outer.final[0]).pruned()
  }

  @Test(arguments: [false, true]) func aLoopMayBeTheStepOfAnother(batch: Bool) throws {
    let program = nested(batch: batch)
    #expect(program.firstViolation() == nil)
    let (sequences, count) = (batch ? 3 : 1, 20)
    let point = (0..<(sequences * count + sequences)).map { cos(2.1 * Double($0)) }
    let expected = (0..<sequences).map { i in
      var y = 0.3
      for t in (0..<4).reversed() {
        var (z, total) = (y, 0.0)
        for s in 0..<5 {
          let x = point[i * count + t * 5 + s]
          total += z * x
          z = z * point[sequences * count + i] + x
        }
        y = tanh(total + z)
      }
      return y
    }
    #expect(try agree(evaluate(program, at: point), expected))
  }

  @Test func whatDoesNotChangeIsComputedBefore() {
    var b = ProgramBuilder()
    let (t, k) = (b.axis("t", size: 9), b.axis("k", size: 4))
    let (x, w) = (b.parameter("x", [t, k]), b.parameter("w", [k]))
    let y = b.hole("y", TensorType(.real))
    let slope = b.unary(.exp, b.contract(x, w, over: [k]))
    let loop = b.scan(
      along: t,
      carries: [
        ScanCarry(hole: y, initial: b.constant(0), next: b.multiply(slope, b.add(y, w)))
          .summed(over: k, in: &b)
      ])
    guard case .scan(let scan, _) = b.program[loop.final[0]].op else { return }
    let text = scan.body.program.description
    #expect(!text.contains("exp") && text.contains("sum"))
    #expect(scan.body.sliceCount == 1)
  }

  @Test func aBrokenLoopIsRejected() throws {
    let text = """
      axis t = 3
      %0 : real = constant 1.0
      %1 : real = scan %0 along t final 0 {
        carry x : real
        %0 : real = input x
        %1 : real[t:3] = broadcast %0 along [t]
        next x = %1
      }
      output y = %1
      """
    let program = try TensorProgram(parsing: text)
    #expect(program.firstViolation()?.message == "the carry 'x' changes its type")
    var b = ProgramBuilder()
    let open = b.hole("x", TensorType(.real))
    #expect(
      b.finish(b.unary(.exp, open)).firstViolation()?.message == "the hole 'x' is not filled in")
  }

  @Test func holesAreFilledIn() throws {
    var b = ProgramBuilder()
    let i = b.axis("i", size: 3)
    let x = b.hole("x", TensorType(.real))
    let y = b.add(b.multiply(x, x), b.constant(1))
    let given = b.cast(b.position(i), to: .real)
    let filled = b.substitute([x: given], in: [y, given])
    #expect(filled[1] == given)
    #expect(try evaluate(b.finish(filled[0])) == [1, 2, 5])
  }

  @Test(arguments: [false, true]) func theTextOfLoopsIsReadBack(batch: Bool) throws {
    let program = nested(batch: batch)
    let parsed = try TensorProgram(parsing: program.description)
    #expect(parsed == program)
    #expect(parsed.description == program.description)
    #expect(parsed.firstViolation() == nil)
    #expect(parsed != Autoregression(size: 3, reversed: false).builder.program)
  }
}

extension ScanCarry {
  fileprivate func summed(over axis: AxisID, in b: inout ProgramBuilder) -> ScanCarry {
    ScanCarry(hole: hole, initial: initial, next: b.sum(next, over: [axis]))
  }
}
