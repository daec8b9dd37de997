import TensorIR
import Testing

/// A program in which every op and every attribute occurs.
let everyOp: TensorProgram = {
  var b = ProgramBuilder()
  let n = b.axis("n", size: 4)
  let k = b.axis("k", size: 3)
  let rows = b.axis("i", size: 3)
  let columns = b.axis("i", size: 3)
  let odd = b.axis("a \"quoted\" name", size: 3)
  let x = b.parameter("x", [n, k])
  let m = b.parameter("m", [n, rows, columns])
  let side = b.parameter("x", [rows, k])
  let weights = b.data("pixel weights", [odd])
  let at = b.data("at", [n], .integer)
  let flag = b.data("flag", [k], .boolean)
  _ = b.hole("a \"hole\"", TensorType(.real, [k]))
  b.origin = Origin(index: 7)
  var values = Unary.samples.map { b.unary($0, x) }
  b.origin = nil
  values += Binary.allCases.map { b.binary($0, x, b.parameter("y\($0)")) }
  values += Binary.allCases.filter(\.hasIntegers).map { b.binary($0, at, b.position(k)) }
  values += Comparison.allCases.map { b.compare($0, x, side) }
  let both = Logical.allCases.map { b.append(.logical($0, flag, b.compare(.less, x, side))) }
  values += both + both.map { b.append(.not($0)) }
  values.append(b.select(flag, x, side))
  values += ElementType.allCases.flatMap { element in
    [b.cast(x, to: element), b.cast(at, to: element), b.cast(flag, to: element)]
  }
  let numbers: [Double] = [0, -0.0, 1 / 3, -1e300, 0x1p-1074, .infinity, -.infinity, .pi]
  values += numbers.map { b.constant($0) }
  values.append(b.append(.table([1.5, -.infinity, 1e-20], along: odd)))
  values.append(b.append(.broadcast(weights, along: [n, k])))
  values.append(b.rename(weights, from: odd, to: k))
  values += Reduction.allCases.map { b.reduce($0, x, over: [n]) }
  values.append(b.reduce(.maximum, at, over: [n]))
  values.append(b.contract(x, side, over: [k]))
  for exclusive in [false, true] {
    for reversed in [false, true] {
      values.append(
        b.append(.cumulativeSum(x, along: n, exclusive: exclusive, reversed: reversed)))
    }
  }
  values.append(b.gather(x, axis: k, at: at))
  values.append(b.append(.scatterAdd(x, axis: odd, at: at, over: [n])))
  values.append(b.append(.cholesky(m, row: rows, column: columns)))
  values.append(b.append(.determinant(m, row: rows, column: columns)))
  values.append(b.append(.logAbsDeterminant(m, row: rows, column: columns)))
  let carry = b.hole("carry", TensorType(.real, [k]))
  let loop = b.scan(
    along: n, reversed: true,
    carries: [ScanCarry(hole: carry, initial: b.constant(1), next: b.add(carry, x))],
    emitting: [carry])
  values += loop.final + loop.emitted
  let other = b.rename(side, from: rows, to: columns)
  for (right, transposed) in [(side, false), (other, true)] {
    values.append(
      b.append(.solve(m, right, row: rows, column: columns, transposed: transposed)))
    values.append(
      b.append(.solveTriangular(m, right, row: rows, column: columns, transposed: transposed)))
  }
  return b.finish(
    values.enumerated().map { Output(name: $0 == 0 ? "first result" : "y\($0)", value: $1) })
}()

@Suite struct TextTests {
  @Test func printingAndParsingGiveTheSameProgram() throws {
    #expect(everyOp.firstViolation() == nil)
    #expect(everyOp.description.contains("hole 0 \"a \\\"hole\\\"\" : real[k:3]"))
    let text = everyOp.description
    let parsed = try TensorProgram(parsing: text)
    #expect(parsed == everyOp)
    #expect(parsed.description == text)
  }

  @Test func everyOpOccurs() {
    let text = everyOp.description
    let names =
      Unary.samples.map(\.name) + Binary.allCases.map(\.rawValue)
      + Comparison.allCases.map(\.rawValue) + Reduction.allCases.map { "\($0.rawValue) %" }
    for name in names { #expect(text.contains("= \(name)"), "\(name)") }
  }

  @Test func numbersKeepTheirBits() throws {
    let bits: [UInt64] = [0, 1 << 63, 0x7FF0_0000_0000_0000, 0x3FD5_5555_5555_5555, 1]
    for pattern in bits {
      let text = "%0 : real = constant \(Double(bitPattern: pattern))\n"
      let program = try TensorProgram(parsing: text)
      guard case .constant(let number) = program.nodes[0].op else { continue }
      #expect(number.bitPattern == pattern)
      #expect(program.description == text)
    }
    let nan = try TensorProgram(parsing: "%0 : real = constant nan\n")
    #expect(nan.description == "%0 : real = constant nan\n")
  }

  @Test func theFormIsReadable() {
    var b = ProgramBuilder()
    let n = b.axis("n", size: 272)
    let k = b.axis("k", size: 2)
    let d = b.axis("d", size: 2)
    let x = b.data("x", [n, d])
    let mean = b.parameter("mu", [k, d])
    let square = b.unary(.absolute, b.subtract(x, mean))
    let total = b.sum(square, over: [d])
    #expect(
      b.finish([Output(name: "z", value: total)]).description == """
        axis n = 272
        axis k = 2
        axis d = 2
        input x : real[n:272, d:2] data
        input mu : real[k:2, d:2] parameter
        %0 : real[n:272, d:2] = input x
        %1 : real[k:2, d:2] = input mu
        %2 : real[n:272, k:2, d:2] = subtract %0 %1
        %3 : real[n:272, k:2, d:2] = absolute %2
        %4 : real[n:272, k:2] = sum %3 over [d]
        output z = %4

        """)
  }

  @Test(arguments: [
    ("axis n = x", "line 1: expected a whole number"),
    ("axis n = 3\naxis n = 4", "line 2: a second axis 'n'"),
    ("\ninput x : real[n:3] data", "line 2: unknown axis 'n'"),
    ("axis n = 3\ninput x : real[n:4] data", "line 2: axis 'n' has size 3"),
    ("input x : rational data", "line 1: expected 'real', 'integer' or 'boolean'"),
    ("input x : real datum", "line 1: expected 'data' or 'parameter'"),
    ("%1 : real = constant 1", "line 1: expected %0"),
    ("%0 : real = constant one", "line 1: expected a number"),
    ("%0 : real = frobnicate %1", "line 1: unknown op 'frobnicate'"),
    ("%0 : real = constant 1 2", "line 1: unexpected text at the end of the line"),
    ("%0 : real = add %1", "line 1: expected '%'"),
    ("%0 : real = input x", "line 1: unknown input 'x'"),
    ("axis \"\\", "line 1: expected a name"),
    ("output \"x\\", "line 1: unfinished quotes"),
    ("nonsense", "line 1: expected an axis, an input, a value or an output"),
  ])
  func brokenTextsAreRejected(text: String, message: String) {
    do throws(ProgramTextFailure) {
      _ = try TensorProgram(parsing: text)
      Issue.record("accepted: \(text)")
    } catch {
      #expect(error.description == message)
    }
  }
}
