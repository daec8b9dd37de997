import LLVMBridge
import Testing

/// What a module says of itself.
@Suite struct ModuleTests {
  @Test func theTextHasTheNames() throws {
    let m = try builder()
    writeAddition("addition", in: m)
    _ = m.globalConstant([1, 2], m.f32, name: "weights")
    _ = m.globalConstant([1, 2], m.i32, name: "rows")
    _ = m.globalString("grüße")
    #expect(m.text.contains("define void @addition("))
    #expect(m.text.contains("!invariant.load"))
    #expect(m.text.contains("@weights = private unnamed_addr constant [2 x float]"))
    #expect(m.text.contains("@rows = private unnamed_addr constant [2 x i32]"))
    #expect(m.text.contains("gr\\C3\\BC\\C3\\9Fe\\00"))
    #expect(m.verify() == nil)
  }

  @Test func nothingIsFastAndNothingIsVectorisedUnasked() throws {
    let m = try builder()
    writeAddition("addition", in: m)
    try m.optimize()
    for flag in ["fast", "reassoc", "contract", "nnan", "nsz"] {
      #expect(!m.text.contains("fadd \(flag)"))
    }
    #expect(try m.assembly().contains("addition:"))
  }

  @Test func anInternalFunctionIsOfItsModuleOnly() throws {
    let m = try builder()
    let square = m.define("square", returns: m.f64, parameters: [m.f64], isInternal: true)
    m.position(at: m.block(in: square, "entry"))
    m.ret(m.mul(m.parameter(square, 0), m.parameter(square, 0)))
    let f = m.define("f", returns: m.f64, parameters: [m.f64])
    m.position(at: m.block(in: f, "entry"))
    m.ret(m.call(square, [m.parameter(f, 0)]))
    let object = try LoadedObject(try m.object())
    #expect(try object.code("f", as: Unary.self)(3) == 9)
    #expect(throws: LLVMFailure.self) { try object.address(of: "square") }
  }

  @Test func kindsKnowTheirShape() throws {
    let m = try builder()
    let wide = m.vector(m.f32, 8)
    #expect(m.lanes(of: wide) == 8 && m.element(of: wide) == m.f32 && m.isReal(wide))
    #expect(m.vector(m.i64, 1) == m.i64 && m.lanes(of: m.i64) == 1 && !m.isReal(m.i64))
    #expect(m.kind(of: m.boolean(true, lanes: 4)) == m.vector(m.i1, 4))
    #expect(m.element(of: m.array(m.f64, 3)) == m.f64)
    #expect(m.kind(of: m.poison(m.pointer)) == m.pointer)
  }

  @Test func equalModulesGiveEqualObjects() throws {
    func object() throws -> [UInt8] {
      let m = try builder(.avx2)
      writeAddition("addition", in: m)
      try m.optimize()
      let first = try m.object()
      #expect(try m.object() == first)
      return first
    }
    #expect(try object() == object())
  }

  @Test func aLowerLevelHasNarrowerVectors() throws {
    #expect(loadLLVM() == nil)
    let widths = Machine.Level.allCases.map { Machine.at($0).vectorBytes }
    #expect(widths == widths.sorted(by: >))
    #expect(Machine.at(.host) == Machine.host())
    #if arch(x86_64)
      #expect(widths[1...] == [32, 16])
    #endif
  }
}
