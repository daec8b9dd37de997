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

  /// e^x.
  ///
  /// Vectors of 512 bits have their own, which is faster than that of libmvec. The others take
  /// care of arguments for which libmvec leaves its fast path, so that twenty times as much time
  /// goes by: those whose exponential is 0 or subnormal, common in sums of exponentials.
  func exponential(_ x: Value) -> Value {
    let b = builder
    let kind = b.kind(of: x)
    let isSingle = b.element(of: kind) == b.f32
    if b.lanes(of: kind) == 1 { return library("exp", [x]) }
    if !isSingle, inlinesExponentials, b.machine.vectorBytes >= 32 {
      return Term(x, b).exponential().value
    }
    if !isSingle && b.machine.vectorBytes == 64 { return own("exp", [x]) { $0[0].exponential() } }
    // The exponential of the shift is close to a number of the kind.
    let low = isSingle ? -80.0 : -680
    let lowest = isSingle ? -120.0 : -820
    let (shift, factor) = isSingle ? (37.0, 8.533047630075754e-17) : (117, 1.5400882849875202e-51)
    let isLow = b.compare(.olt, x, b.real(low, kind))
    let isLowest = b.compare(.olt, x, b.real(lowest, kind))
    let bounded = b.select(isLowest, b.real(lowest, kind), x)
    let shifted = b.add(bounded, b.select(isLow, b.real(shift, kind), b.zero(kind)))
    let scale = b.select(isLow, b.real(factor, kind), b.real(1, kind))
    return b.mul(library("exp", [shifted]), scale)
  }
}
