import ScalarMath

extension Kernels {
  /// out = f(x, y) on reals.
  static func binary<R: Real>(
    _ f: Binary, _ nest: LoopNest, _ out: UnsafeMutablePointer<R>, _ x: UnsafePointer<R>,
    _ y: UnsafePointer<R>
  ) {
    switch f {
    case .add: map(nest, out, x, y) { $0 + $1 }
    case .subtract: map(nest, out, x, y) { $0 - $1 }
    case .multiply: map(nest, out, x, y) { $0 * $1 }
    case .divide: map(nest, out, x, y) { $0 / $1 }
    case .minimum: map(nest, out, x, y) { R.smaller($0, $1) }
    case .maximum: map(nest, out, x, y) { R.larger($0, $1) }
    case .power: map(nest, out, x, y) { R(wide: .pow($0.wide, $1.wide)) }
    case .atan2: map(nest, out, x, y) { R(wide: .atan2(y: $0.wide, x: $1.wide)) }
    case .xLogY:
      map(nest, out, x, y) { $0 == 0 && $1 == $1 ? 0 : $0 * R(wide: .log($1.wide)) }
    case .logAddExp: map(nest, out, x, y) { logAddExp($0, $1) }
    case .logBeta: map(nest, out, x, y) { R(wide: .logBeta($0.wide, $1.wide)) }
    case .logBesselI: map(nest, out, x, y) { R(wide: .logBesselI(order: $0.wide, $1.wide)) }
    case .floorDivide: map(nest, out, x, y) { ($0 / $1).rounded(.down) }
    case .modulo: map(nest, out, x, y) { $0 - $1 * ($0 / $1).rounded(.down) }
    }
  }

  @inline(__always)
  private static func logAddExp<R: Real>(_ x: R, _ y: R) -> R {
    let larger = R.larger(x, y)
    if !larger.isFinite { return larger }
    return R(wide: larger.wide + .log1p(.exp(-(x.wide - y.wide).magnitude)))
  }

  /// out = f(x, y) on integers, for the functions that have a meaning there; wraps around on
  /// overflow, and the quotient and remainder by zero are zero.
  static func binary(
    _ f: Binary, _ nest: LoopNest, _ out: UnsafeMutablePointer<Int>, _ x: UnsafePointer<Int>,
    _ y: UnsafePointer<Int>
  ) {
    switch f {
    case .add: map(nest, out, x, y) { $0 &+ $1 }
    case .subtract: map(nest, out, x, y) { $0 &- $1 }
    case .multiply: map(nest, out, x, y) { $0 &* $1 }
    case .minimum: map(nest, out, x, y) { min($0, $1) }
    case .maximum: map(nest, out, x, y) { max($0, $1) }
    case .floorDivide: map(nest, out, x, y) { flooredQuotient($0, $1) }
    case .modulo: map(nest, out, x, y) { $0 &- flooredQuotient($0, $1) &* $1 }
    case .divide, .power, .atan2, .xLogY, .logAddExp, .logBeta, .logBesselI:
      preconditionFailure("\(f) of integers; the verifier rejects it")
    }
  }

  private static func flooredQuotient(_ x: Int, _ y: Int) -> Int {
    if y == 0 { return 0 }
    let (quotient, overflow) = x.dividedReportingOverflow(by: y)
    if overflow { return quotient }
    return quotient &* y != x && (x < 0) != (y < 0) ? quotient - 1 : quotient
  }

  /// out = whether the relation holds.
  @inline(__always)
  static func compare<X: Comparable>(
    _ relation: Comparison, _ nest: LoopNest, _ out: UnsafeMutablePointer<Bool>,
    _ x: UnsafePointer<X>, _ y: UnsafePointer<X>
  ) {
    switch relation {
    case .less: map(nest, out, x, y) { $0 < $1 }
    case .lessOrEqual: map(nest, out, x, y) { $0 <= $1 }
    case .equal: map(nest, out, x, y) { $0 == $1 }
    case .notEqual: map(nest, out, x, y) { $0 != $1 }
    }
  }

  /// out = both, or either.
  static func logical(
    _ f: Logical, _ nest: LoopNest, _ out: UnsafeMutablePointer<Bool>, _ x: UnsafePointer<Bool>,
    _ y: UnsafePointer<Bool>
  ) {
    switch f {
    case .and: map(nest, out, x, y) { $0 && $1 }
    case .or: map(nest, out, x, y) { $0 || $1 }
    }
  }
}
