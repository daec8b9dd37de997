internal import LLVMBridge
internal import ScalarMath

/// Functions without a vector form: one call for each lane.
extension MathEmitter {
  private static let polygammaSymbol = "gmc_polygamma"
  private static let logBesselISymbol = "gmc_log_bessel_i"

  /// The functions of this process that code may call, to be given to `LoadedObject`.
  public static var runtimeSymbols: [String: UnsafeRawPointer] {
    let polygamma: @convention(c) (Int, Double) -> Double = { .polygamma(order: $0, $1) }
    let logBesselI: @convention(c) (Double, Double) -> Double = { .logBesselI(order: $0, $1) }
    return [
      polygammaSymbol: unsafeBitCast(polygamma, to: UnsafeRawPointer.self),
      logBesselISymbol: unsafeBitCast(logBesselI, to: UnsafeRawPointer.self),
    ]
  }

  /// Whether the module calls one of `runtimeSymbols`, which other programs do not have.
  public var usesRuntime: Bool {
    [Self.polygammaSymbol, Self.logBesselISymbol].contains {
      builder.function(named: $0) != nil
    }
  }

  func polygamma(_ order: Int, _ x: Term) -> Term {
    let b = builder
    let function = b.declare(
      Self.polygammaSymbol, returns: b.f64, parameters: [b.i64, b.f64], isPure: true)
    return eachLane(x) { b.call(function, [b.integer(order, b.i64), $0]) }
  }

  func logBesselI(_ order: Term, _ x: Term) -> Term {
    let b = builder
    let function = b.declare(
      Self.logBesselISymbol, returns: b.f64, parameters: [b.f64, b.f64], isPure: true)
    return eachLane(order, x) { b.call(function, [$0, $1]) }
  }

  /// The C library's log Gamma. It also writes a global sign, which nobody reads.
  func libraryLogGamma(_ x: Value) -> Value {
    let b = builder
    let function = b.declare("lgamma", returns: b.f64, parameters: [b.f64], isPure: true)
    return b.call(function, [x])
  }

  func eachLane(_ x: Term, _ f: (Value) -> Value) -> Term {
    eachLane(x, x) { x, _ in f(x) }
  }

  private func eachLane(_ x: Term, _ y: Term, _ f: (Value, Value) -> Value) -> Term {
    let b = builder
    let lanes = b.lanes(of: x.value)
    guard lanes > 1 else { return x.like(f(x.value, y.value)) }
    return (0..<lanes).reduce(x.like(b.poison(b.kind(of: x.value)))) { result, lane in
      let value = f(b.extract(x.value, lane: lane), b.extract(y.value, lane: lane))
      return x.like(b.insert(value, into: result.value, lane: lane))
    }
  }
}
