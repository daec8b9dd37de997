import Codegen
import LLVMBridge
import ScalarMath
import TensorIR
import Testing

/// The functions mean what the interpreter means.
@Suite struct MathMeaningTests {
  private static let edges: [Double] = {
    let sizes: [Double] = [
      0, .leastNonzeroMagnitude, 0x1p-1030, 0x1p-1022, 1e-300, 0x1p-149, 0x1p-130, 0x1p-126, 1e-20,
      0x1p-27, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 10, 26.5, 27.3, 37.5, 38.6, 88.7, 89, 104, 171, 680,
      709.7, 709.8, 745.2, 750, 1e5, 1e9, 0x1p52, 1e22, 1e38, 1e300, 2.5e305,
      .greatestFiniteMagnitude, .infinity,
    ]
    return sizes + sizes.map { -$0 } + [.nan]
  }()

  private func compare(
    _ f: RealFunction, _ compiled: CompiledFunctions, _ x: [Double], _ y: [Double]
  ) throws {
    let precision = compiled.setting.precision
    let values = try compiled.values(f, x, y)
    let expected = try f.reference(x, y, precision)
    for i in x.indices where !agrees(values[i], expected[i], precision == .f64 ? 1e-13 : 1e-6) {
      // Next to the pole the interpreter has NaN.
      let isPolygamma = if case .unary(.polygamma) = f { true } else { false }
      if isPolygamma, x[i] < 0, x[i] > -0x1p-500, values[i].isInfinite { continue }
      Issue.record(
        "\(compiled.setting) \(f)(\(x[i]), \(y[i])) is \(values[i]), not \(expected[i])")
    }
  }

  private func agrees(_ x: Double, _ y: Double, _ tolerance: Double) -> Bool {
    if x.isNaN || y.isNaN { return x.isNaN && y.isNaN }
    if x.isInfinite || y.isInfinite { return x == y }
    return abs(x - y) <= tolerance * max(1, abs(x), abs(y))
  }

  @Test(arguments: Setting.all.indices)
  func edges(_ index: Int) throws {
    let compiled = try MathTests.compiled[index].get()
    let isSingle = compiled.setting.precision == .f32
    let edges = isSingle ? Self.edges.map { Double(Float($0)) } : Self.edges
    for f in RealFunction.all {
      switch f {
      case .unary: try compare(f, compiled, edges, edges)
      case .binary:
        // The sums of the interpreter do not end for a Bessel function of huge order.
        let few = f == .binary(.logBesselI) ? edges.filter { !(abs($0) > 1e3) } : edges
        let (x, y) = (few.flatMap { x in few.map { _ in x } }, few.flatMap { _ in few })
        try compare(f, compiled, x, y)
      }
    }
  }

  /// Lanes of all regimes beside one another.
  @Test(arguments: Setting.all.indices)
  func randomPoints(_ index: Int) throws {
    let compiled = try MathTests.compiled[index].get()
    var random = RandomStream(seed: 20261121)
    func points() -> [Double] {
      (0..<2000).map { i in
        let x = random.normal() * [0.1, 1, 4, 40][i % 4]
        return compiled.setting.precision == .f32 ? Double(Float(x)) : x
      }
    }
    for f in RealFunction.all {
      var (x, y) = (points(), points())
      // The order and the argument of a Bessel function; its series takes long for large ones.
      if f == .binary(.logBesselI) { (x, y) = (x.map { abs($0) / 10 }, y.map { abs($0) }) }
      // What rounding does to the quotient shows at its steps.
      if f == .binary(.modulo) { x = x.map { $0.rounded() + 0.5 } }
      try compare(f, compiled, x, y)
    }
  }

  @Test func functionsAreWrittenOnce() throws {
    let m = ModuleBuilder(name: "once", machine: try #require(loadLLVM() == nil ? .host() : nil))
    let f = m.define("f", returns: m.f64, parameters: [m.f64])
    m.position(at: m.block(in: f, "entry"))
    let x = m.parameter(f, 0)
    let first = MathEmitter(builder: m).unary(.logGamma, x)
    m.ret(MathEmitter(builder: m).unary(.logGamma, m.add(x, first)))
    #expect(m.verify() == nil)
    #expect(m.text.occurrences(of: "define internal double @gmc.logGamma.f64(") == 1)
    #expect(!MathEmitter(builder: m).usesRuntime)
  }

  @Test(arguments: [Unary.polygamma(3), .polygamma(1)])
  func moduleSaysWhetherItNeedsThisProcess(_ function: Unary) throws {
    let m = ModuleBuilder(name: "runtime", machine: try #require(loadLLVM() == nil ? .host() : nil))
    let f = m.define("f", returns: m.f32, parameters: [m.f32])
    m.position(at: m.block(in: f, "entry"))
    let emitter = MathEmitter(builder: m)
    m.ret(emitter.unary(function, m.parameter(f, 0)))
    #expect(m.verify() == nil)
    #expect(emitter.usesRuntime == (function == .polygamma(3)))
  }
}

extension String {
  /// How often a text occurs.
  fileprivate func occurrences(of text: String) -> Int { ranges(of: text).count }
}
