import Foundation
import LLVMBridge
import Synchronization
import Testing

/// How code in memory finds what it calls, and is found.
@Suite struct LinkTests {
  #if arch(x86_64)
    @Test(arguments: levels)
    func theVectorFunctionsOfTheCLibraryAreFound(_ level: Machine.Level) throws {
      let m = try builder(level)
      let lanes = m.machine.vectorBytes / 8
      let name = [2: "_ZGVbN2v_exp", 4: "_ZGVdN4v_exp", 8: "_ZGVeN8v_exp"][lanes]
      let wide = m.vector(m.f64, lanes)
      let exp = m.declare(try #require(name), returns: wide, parameters: [wide], isPure: true)
      let f = m.define("f", returns: m.f64, parameters: [m.f64])
      m.position(at: m.block(in: f, "entry"))
      m.ret(m.reduceAdd(m.call(exp, [m.splat(m.parameter(f, 0), lanes: lanes)])))
      try m.optimize()
      let object = try LoadedObject(try m.object())
      let sum = try object.code("f", as: Unary.self)(1.5)
      #expect(abs(sum / Double(lanes) - exp1_5) < 1e-14)
    }
    private var exp1_5: Double { 4.481689070338065 }
  #endif

  @Test func givenSymbolsComeFirst() throws {
    let twice: Unary = { 2 * $0 }
    let symbols = ["gm_twice": unsafeBitCast(twice, to: UnsafeRawPointer.self)]
    let object = try unary(symbols: symbols) { m, x in
      let twice = m.declare("gm_twice", returns: m.f64, parameters: [m.f64], isPure: true)
      #expect(m.declare("gm_twice", returns: m.f64, parameters: [m.f64], isPure: true) == twice)
      return m.call(twice, [m.call(twice, [x])])
    }
    #expect(try object.code("f", as: Unary.self)(3) == 12)
  }

  @Test func theScalarFunctionsOfTheCLibraryAreFound() throws {
    let object = try unary { m, x in
      m.call(m.declare("tgamma", returns: m.f64, parameters: [m.f64], isPure: true), [x])
    }
    #expect(abs(try object.code("f", as: Unary.self)(5) - 24) < 1e-12)
  }

  @Test func objectsOfOneNameLiveSideBySideOnTwoThreads() throws {
    let results = Mutex<[Int: Double]>([:])
    DispatchQueue.concurrentPerform(iterations: 8) { i in
      let object = try? unary { m, x in m.mul(x, m.real(Double(i), m.f64)) }
      guard let f = try? object?.code("f", as: Unary.self) else { return }
      let result = withExtendedLifetime(object) { f(10) }
      results.withLock { $0[i] = result }
    }
    let all = results.withLock { $0 }
    #expect(all == Dictionary(uniqueKeysWithValues: (0..<8).map { ($0, Double(10 * $0)) }))
  }
}
