import LLVMBridge
import Testing

/// Machine code of every level runs on this processor and does what the module says.
@Suite struct KernelTests {
  @Test(arguments: levels)
  func aLoopWithMaskedTailAddsEveryElementAndNoMore(_ level: Machine.Level) throws {
    let m = try builder(level)
    writeAddition("addition", in: m)
    try m.optimize()
    let object = try LoadedObject(try m.object())
    let addition: Binary = try object.code("addition")
    for n in 0...19 {
      let x = (0..<n).map { Double($0) }
      var y = Array(repeating: 0.5, count: 24)
      addition(x, &y, n)
      #expect(y == x.map { $0 + 0.5 } + Array(repeating: 0.5, count: 24 - n))
    }
  }
}
