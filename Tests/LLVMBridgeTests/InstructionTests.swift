import LLVMBridge
import Testing

/// What the parts of a module compute.
@Suite struct InstructionTests {
  /// Writes `f(pointer, pointer)` and calls it with 8 numbers to read and 8 to write.
  func run(
    _ level: Machine.Level = .host, on input: [Double],
    _ write: (ModuleBuilder, _ input: Value, _ output: Value) -> Void
  ) throws -> [Double] {
    let m = try builder(level)
    let f = m.define("f", returns: m.void, parameters: [m.pointer, m.pointer])
    m.position(at: m.block(in: f, "entry"))
    write(m, m.parameter(f, 0), m.parameter(f, 1))
    m.ret()
    try m.optimize()
    let object = try LoadedObject(try m.object())
    let code: @convention(c) (UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Void =
      try object.code("f")
    var output = Array(repeating: -1.0, count: 8)
    code(input, &output)
    return output
  }

  @Test(arguments: levels)
  func lanesOutOfAMaskAreNotReadAndGiveZero(_ level: Machine.Level) throws {
    let result = try run(level, on: [10, 11, 12, 13]) { m, input, output in
      let wide = m.vector(m.f64, 4)
      let wild = [3, 1 << 40, 0, -(1 << 40)].map { m.integer($0, m.i64) }
      let mask = m.vectorConstant([true, false, true, false].map { m.boolean($0) })
      let addresses = m.offset(input, m.f64, by: m.vectorConstant(wild))
      let gathered = m.gather(wide, addresses, alignment: 8, mask: mask)
      m.store(gathered, output, alignment: 8)
      let places = m.vectorConstant([7, 1 << 40, 6, 1 << 40].map { m.integer($0, m.i64) })
      m.scatter(
        gathered, m.offset(output, m.f64, by: places), alignment: 8, mask: mask)
    }
    #expect(result == [13, 0, 10, 0, -1, -1, 10, 13])
  }

  @Test func vectorsAreTakenApartAndPutTogether() throws {
    let result = try run(on: [1, 2, 4, 8, 16, 32, 64, 128]) { m, input, output in
      let v = m.load(m.vector(m.f64, 8), input, alignment: 8)
      let twos = m.splat(m.extract(v, lane: 1), lanes: 8)
      func put(_ value: Value, _ index: Int) {
        m.store(value, m.offset(output, m.f64, by: m.integer(index, m.i64)), alignment: 8)
      }
      put(m.reduceAdd(v), 0)
      put(m.extract(v, lane: m.integer(6, m.i64)), 1)
      put(m.reduceAdd(m.shuffle(v, twos, [0, 15])), 2)
      put(m.extract(m.insert(m.real(9, m.f64), into: v, lane: 3), lane: 3), 3)
      let isAbove = m.compare(.ogt, v, twos)
      put(m.unsignedToReal(m.any(isAbove), m.f64), 4)
      put(m.unsignedToReal(m.all(isAbove), m.f64), 5)
      put(m.signedToReal(m.reduceAdd(m.iota(m.vector(m.i64, 8))), m.f64), 6)
      put(m.shuffle(v, v, [9]), 7)
    }
    #expect(result == [255, 64, 3, 9, 1, 0, 28, 2])
  }

  @Test(arguments: levels)
  func realArithmeticRoundsAsItShould(_ level: Machine.Level) throws {
    let result = try run(level, on: [1 + 0x1p-30, 2.5, -0.0, -1.5]) { m, input, output in
      let x = (0..<4).map {
        m.load(m.f64, m.offset(input, m.f64, by: m.integer($0, m.i64)), alignment: 8)
      }
      let results = [
        m.fma(x[0], x[0], m.real(-1, m.f64)), m.roundEven(x[1]), m.floor(x[3]), m.ceil(x[3]),
        m.copysign(x[1], x[2]), m.sqrt(m.abs(x[1])), m.add(x[2], m.real(-0.0, m.f64)),
        m.neg(m.real(0, m.f64)),
      ]
      for (i, result) in results.enumerated() {
        m.store(result, m.offset(output, m.f64, by: m.integer(i, m.i64)), alignment: 8)
      }
    }
    #expect(result == [0x1p-29 + 0x1p-60, 2, -2, -1, -2.5, 2.5.squareRoot(), 0, 0])
    #expect(result[6].sign == .minus && result[7].sign == .minus)
  }

  @Test func comparisonsKnowNaN() throws {
    let result = try run(on: [.nan, 1]) { m, input, output in
      let x = m.load(m.f64, input, alignment: 8)
      let predicates: [RealPredicate] = [.oeq, .une, .olt, .ole, .ogt, .oge, .uno, .ord]
      for (i, predicate) in predicates.enumerated() {
        let place = m.offset(output, m.f64, by: m.integer(i, m.i64))
        let holds = m.compare(predicate, x, x)
        m.store(
          m.select(holds, m.real(1, m.f64), m.real(0, m.f64)), place, alignment: 8)
      }
    }
    #expect(result == [0, 1, 0, 0, 0, 0, 1, 0])
  }

  @Test func integersWrapShiftAndCompare() throws {
    let result = try run(on: [-7]) { m, input, output in
      let x = m.realToSignedSaturating(m.load(m.f64, input, alignment: 8), m.i64)
      func k(_ value: Int) -> Value { m.integer(value, m.i64) }
      let results = [
        m.sdiv(x, k(2)), m.srem(x, k(2)), m.shiftRightArithmetic(x, k(1)),
        m.shiftRightLogical(x, k(60)), m.xor(m.not(x), m.shiftLeft(k(1), k(4))),
        m.imul(m.or(m.and(x, k(6)), k(1)), k(3)),
        m.zeroExtend(m.compare(.ult, x, k(0)), m.i64),
        m.signExtend(m.truncateInteger(m.isub(x, k(250)), m.i8), m.i64),
      ]
      for (i, result) in results.enumerated() {
        let place = m.offset(output, m.f64, by: k(i))
        m.store(m.signedToReal(result, m.f64), place, alignment: 8)
      }
    }
    #expect(result == [-3, -1, -4, 15, 22, 3, 0, -1])
  }

  @Test func saturatingConversionHasNoUndefinedInput() throws {
    let huge = [Double.nan, 1e300, -.infinity, -2.9]
    let result = try run(on: huge) { m, input, output in
      let x = m.load(m.vector(m.f64, 4), input, alignment: 8)
      let whole = m.realToSignedSaturating(x, m.i32)
      m.store(m.signedToReal(whole, m.f64), output, alignment: 8)
      let narrow = m.extendReal(m.truncateReal(x, m.f32), m.f64)
      m.store(narrow, m.offset(output, m.f64, by: m.integer(4, m.i64)), alignment: 8)
    }
    #expect(result[0..<4] == [0, Double(Int32.max), Double(Int32.min), -2])
    #expect(result[5..<8] == [.infinity, -.infinity, Double(Float(-2.9))])
    #expect(result[4].isNaN)
  }

  @Test func constantsKeepTheirBits() throws {
    let odd = [Double(nan: 5, signaling: true), -.infinity, .leastNonzeroMagnitude, -0.0]
    let result = try run(on: []) { m, _, output in
      for (i, value) in odd.enumerated() {
        let place = m.offset(output, m.f64, by: m.integer(i, m.i64))
        m.store(m.real(value, m.f64), place, alignment: 8)
      }
      let table = m.globalConstant(odd, m.f64, name: "table")
      let wide = m.vector(m.f64, 4)
      m.store(
        m.load(wide, table, alignment: 32), m.offset(output, m.f64, by: m.integer(4, m.i64)),
        alignment: 8)
    }
    #expect(result.map(\.bitPattern) == (odd + odd).map(\.bitPattern))
  }

  @Test func memoryOfACallIsReservedOnEntry() throws {
    let m = try builder()
    let f = m.define("f", returns: m.f64, parameters: [m.f64])
    m.position(at: m.block(in: f, "entry"))
    let later = m.block(in: f, "later")
    m.branch(to: later)
    m.position(at: later)
    let memory = m.alloca(m.f64, count: 4, alignment: 64)
    m.memset(memory, to: m.integer(0, m.i8), bytes: m.integer(32, m.i64), alignment: 64)
    m.store(m.parameter(f, 0), memory, alignment: 64)
    m.ret(m.reduceAdd(m.load(m.vector(m.f64, 4), memory, alignment: 32)))
    #expect(m.current == later)
    let entry = try #require(m.text.split(separator: "later:").first)
    #expect(entry.contains("alloca [4 x double], align 64"))
    let object = try LoadedObject(try m.object())
    #expect(try object.code("f", as: Unary.self)(3) == 3)
  }
}
