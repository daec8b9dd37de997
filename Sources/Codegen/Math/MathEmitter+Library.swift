internal import LLVMBridge

extension MathEmitter {
  /// Calls a function of the C library: for a scalar its own, for a vector that of libmvec.
  ///
  /// The names follow the ABI of vector functions on x86-64: `_ZGV`, a letter for the instruction
  /// set, `N` for unmasked, the lanes, a `v` for each argument. glibc 2.35 is the first with all
  /// of them, and promises at most 4 units in the last place.
  func library(_ name: String, _ arguments: [Value]) -> Value {
    let b = builder
    let kind = b.kind(of: arguments[0])
    let lanes = b.lanes(of: kind)
    let isSingle = b.element(of: kind) == b.f32
    let scalar = isSingle ? name + "f" : name
    var symbol = scalar
    if lanes > 1 {
      let bytes = lanes * (isSingle ? 4 : 8)
      precondition(bytes == b.machine.vectorBytes, "a vector that fills no register")
      let set = bytes == 64 ? "e" : bytes == 32 ? "d" : "b"
      let vectors = String(repeating: "v", count: arguments.count)
      symbol = "_ZGV\(set)N\(lanes)\(vectors)_\(scalar)"
    }
    let function = b.declare(
      symbol, returns: kind, parameters: arguments.map { _ in kind }, isPure: true)
    return b.call(function, arguments)
  }
}
