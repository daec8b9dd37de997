import ScalarMath

extension Kernels {
  /// out = f(x) on reals.
  static func unary<R: Real>(
    _ f: Unary, _ nest: LoopNest, _ out: UnsafeMutablePointer<R>, _ x: UnsafePointer<R>
  ) {
    switch f {
    case .negate: map(nest, out, x) { -$0 }
    case .reciprocal: map(nest, out, x) { 1 / $0 }
    case .absolute: map(nest, out, x) { $0.magnitude }
    case .sign: map(nest, out, x) { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 }
    case .floor: map(nest, out, x) { $0.rounded(.down) }
    case .ceiling: map(nest, out, x) { $0.rounded(.up) }
    case .round: map(nest, out, x) { $0.rounded(.toNearestOrEven) }
    case .binade: map(nest, out, x) { $0.isNormal ? $0.binade : $0.isFinite ? 0 * $0 : $0 }
    case .sqrt: map(nest, out, x) { $0.squareRoot() }
    case .square: map(nest, out, x) { $0 * $0 }
    case .exp: map(nest, out, x) { R(wide: .exp($0.wide)) }
    case .expm1: map(nest, out, x) { R(wide: .expm1($0.wide)) }
    case .log: map(nest, out, x) { R(wide: .log($0.wide)) }
    case .log1p: map(nest, out, x) { R(wide: .log1p($0.wide)) }
    case .sin: map(nest, out, x) { R(wide: .sin($0.wide)) }
    case .cos: map(nest, out, x) { R(wide: .cos($0.wide)) }
    case .tan: map(nest, out, x) { R(wide: .tan($0.wide)) }
    case .asin: map(nest, out, x) { R(wide: .asin($0.wide)) }
    case .acos: map(nest, out, x) { R(wide: .acos($0.wide)) }
    case .atan: map(nest, out, x) { R(wide: .atan($0.wide)) }
    case .sinh: map(nest, out, x) { R(wide: .sinh($0.wide)) }
    case .cosh: map(nest, out, x) { R(wide: .cosh($0.wide)) }
    case .tanh: map(nest, out, x) { R(wide: .tanh($0.wide)) }
    case .asinh: map(nest, out, x) { R(wide: .asinh($0.wide)) }
    case .acosh: map(nest, out, x) { R(wide: .acosh($0.wide)) }
    case .atanh: map(nest, out, x) { R(wide: .atanh($0.wide)) }
    case .logistic: map(nest, out, x) { R(wide: .logistic($0.wide)) }
    case .softplus: map(nest, out, x) { R(wide: .log1pExp($0.wide)) }
    case .log1mExpNegative: map(nest, out, x) { R(wide: .log1mExp(-$0.wide)) }
    case .logGamma: map(nest, out, x) { R(wide: .logGamma($0.wide)) }
    case .polygamma(let order):
      map(nest, out, x) { R(wide: .polygamma(order: order, $0.wide)) }
    case .erf: map(nest, out, x) { R(wide: .erf($0.wide)) }
    case .erfc: map(nest, out, x) { R(wide: .erfc($0.wide)) }
    case .normalCDF: map(nest, out, x) { R(wide: .normalCDF($0.wide)) }
    case .logNormalCDF: map(nest, out, x) { R(wide: .logNormalCDF($0.wide)) }
    case .inverseNormalCDF: map(nest, out, x) { R(wide: .inverseNormalCDF($0.wide)) }
    }
  }
}
