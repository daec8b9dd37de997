internal import LLVMBridge

extension MathEmitter {
  /// Calls a function of this folder, such as `gmc.digamma.f64x8`, which the first call in a module
  /// also defines there: so the code stays small however often it is used.
  ///
  /// The body is written for `f64`. For `f32` it is called on both halves of a vector, which is
  /// more precise than the result needs.
  func own(_ name: String, _ arguments: [Value], _ body: ([Term]) -> Term) -> Value {
    let b = builder
    let kind = b.kind(of: arguments[0])
    let lanes = b.lanes(of: kind)
    let isSingle = b.element(of: kind) == b.f32
    let suffix = (isSingle ? "f32" : "f64") + (lanes > 1 ? "x\(lanes)" : "")
    let function = define("gmc.\(name).\(suffix)", kind, arguments.count) { values in
      guard isSingle else { return body(values.map { Term($0, b) }).value }
      return inHalves(values) { own(name, $0, body) }
    }
    return b.call(function, arguments)
  }

  private func define(
    _ symbol: String, _ kind: Kind, _ count: Int, _ body: ([Value]) -> Value
  ) -> Function {
    let b = builder
    if let known = b.function(named: symbol) { return known }
    let here = b.current
    let kinds = Array(repeating: kind, count: count)
    let function = b.define(symbol, returns: kind, parameters: kinds, isInternal: true)
    b.position(at: b.block(in: function, "entry"))
    b.ret(body((0..<count).map { b.parameter(function, $0) }))
    b.position(at: here)
    return function
  }

  /// Computes on `f64` what is given and wanted as `f32`.
  private func inHalves(_ values: [Value], _ body: ([Value]) -> Value) -> Value {
    let b = builder
    let lanes = b.lanes(of: values[0])
    func part(_ range: Range<Int>) -> Value {
      let wide = values.map { value in
        let part = range.count == lanes ? value : b.shuffle(value, value, Array(range))
        return b.extendReal(part, b.f64)
      }
      return b.truncateReal(body(wide), b.f32)
    }
    if lanes == 1 { return part(0..<1) }
    let halves = (part(0..<lanes / 2), part(lanes / 2..<lanes))
    return b.shuffle(halves.0, halves.1, Array(0..<lanes))
  }
}
