import LLVMBridge
import Testing

/// What goes wrong is a failure with LLVM's words, not the end of the process.
@Suite struct FailureTests {
  @Test func aModuleThatBreaksTheRulesIsInvalid() throws {
    let m = try builder()
    let f = m.define("f", returns: m.f64, parameters: [])
    m.position(at: m.block(in: f, "entry"))
    m.ret(m.integer(1, m.i64))
    #expect(m.verify()?.contains("return type") == true)
    #expect(throws: LLVMFailure.self) { try m.optimize() }
    #expect(throws: LLVMFailure.self) { try m.object() }
    #expect(throws: LLVMFailure.self) { try m.assembly() }
  }

  @Test func anUnknownPassIsNamed() throws {
    let m = try builder()
    writeAddition("addition", in: m)
    let failure = #expect(throws: LLVMFailure.self) { try m.optimize("no-such-pass") }
    #expect(failure?.description.contains("no-such-pass") == true)
  }

  #if arch(x86_64)
    @Test func whatTheProcessorLacksFailsAndTheBuilderGoesOn() throws {
      let m = try builder(.baseline)
      let f = m.define("f", returns: m.vector(m.f64, 4), parameters: [m.vector(m.f64, 4)])
      m.position(at: m.block(in: f, "entry"))
      m.ret(
        m.call(
          intrinsic: "llvm.x86.avx.max.pd.256", overload: [],
          [m.parameter(f, 0), m.parameter(f, 0)]))
      for _ in 0..<2 {
        let failure = #expect(throws: LLVMFailure.self) { try m.object() }
        #expect(failure?.description.hasPrefix("LLVM failed: Do not know how to") == true)
      }
      #expect(m.verify() == nil)
    }
  #endif

  @Test func anUndefinedSymbolIsNamed() throws {
    let object = try unary { m, x in
      m.call(m.declare("gm_nowhere", returns: m.f64, parameters: [m.f64], isPure: true), [x])
    }
    let failure = #expect(throws: LLVMFailure.self) { try object.address(of: "f") }
    #expect(failure?.description.contains("gm_nowhere") == true)
    #expect(throws: LLVMFailure.self) { try object.address(of: "g") }
  }

  @Test func bytesThatAreNoObjectFileFail() {
    #expect(throws: LLVMFailure.self) {
      let object = try LoadedObject(Array("nonsense".utf8))
      _ = try object.address(of: "f")
    }
    #expect(throws: LLVMFailure.self) {
      let object = try LoadedObject([])
      _ = try object.address(of: "f")
    }
  }
}
