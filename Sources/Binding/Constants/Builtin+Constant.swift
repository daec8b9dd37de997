import ScalarMath
import Semantics
import Syntax

extension Builtin {
  /// The value of a function of one or two constants; `nil` for one that is not computed here.
  func apply(_ a: Constant, _ b: Constant?) -> Constant? {
    if let b { return binary(a, b) }
    if let elementary { return a.map(elementary) }
    if let reduction { return Constant(reduction.reduce(a.values)) }
    return array(a)
  }

  private func binary(_ a: Constant, _ b: Constant) -> Constant? {
    if self == .dot { return a.combine(b, *).map { Constant($0.values.reduce(0, +)) } }
    return elementaryOfTwo.flatMap { a.combine(b, $0) }
  }

  private func array(_ a: Constant) -> Constant? {
    if self == .norm2 { return Constant(a.values.reduce(0) { $0 + $1 * $1 }) }
    if self == .norm { return Constant(a.values.reduce(0) { $0 + $1 * $1 }.squareRoot()) }
    if self == .softmax || self == .logSoftmax {
      let total = Double.logSumExp(a.values)
      return a.map { self == .softmax ? Double.exp($0 - total) : $0 - total }
    }
    return self == .transpose || self == .trace || self == .diag ? matrix(a) : nil
  }

  private func matrix(_ a: Constant) -> Constant? {
    if self == .diag, a.shape.count == 1 {
      let size = a.shape[0]
      return Constant(
        shape: [size, size],
        values: (0..<size * size).map { $0 / size == $0 % size ? a.values[$0 / size] : 0 })
    }
    guard a.shape.count == 2 else { return nil }
    let (rows, columns) = (a.shape[0], a.shape[1])
    if self == .transpose {
      return Constant(
        shape: [columns, rows],
        values: (0..<rows * columns).map { a.values[$0 % rows * columns + $0 / rows] })
    }
    let diagonal = (0..<Swift.min(rows, columns)).map { a.values[$0 * columns + $0] }
    return self == .diag
      ? Constant(shape: [diagonal.count], values: diagonal) : Constant(diagonal.reduce(0, +))
  }

  private var reduction: ReductionOperator? { ReductionOperator(rawValue: rawValue) }

  /// The functions of two numbers.
  private var elementaryOfTwo: ((Double, Double) -> Double)? {
    let functions: [Builtin: (Double, Double) -> Double] = [
      .pow: Double.pow, .atan2: { Double.atan2(y: $0, x: $1) }, .fmin: Swift.min,
      .fmax: Swift.max, .hypot: { ($0 * $0 + $1 * $1).squareRoot() }, .lbeta: Double.logBeta,
      .lchoose: Double.logChoose,
    ]
    return functions[self]
  }

  /// The functions of one number.
  private var elementary: ((Double) -> Double)? {
    switch self {
    case .exp: Double.exp
    case .expm1: Double.expm1
    case .log: Double.log
    case .log1p: Double.log1p
    case .sqrt: Double.sqrt
    case .square: { $0 * $0 }
    case .abs: { Swift.abs($0) }
    case .sign: { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 }
    case .floor: { $0.rounded(.down) }
    case .ceil: { $0.rounded(.up) }
    case .round: { $0.rounded() }
    case .sin: Double.sin
    case .cos: Double.cos
    case .tan: Double.tan
    case .asin: Double.asin
    case .acos: Double.acos
    case .atan: Double.atan
    case .sinh: Double.sinh
    case .cosh: Double.cosh
    case .tanh: Double.tanh
    case .asinh: Double.asinh
    case .acosh: Double.acosh
    case .atanh: Double.atanh
    case .inverseLogit: Double.logistic
    case .logit: Double.logit
    case .log1pExp: Double.log1pExp
    case .log1mExp: Double.log1mExp
    case .logInverseLogit: Double.logLogistic
    case .lgamma: Double.logGamma
    case .digamma: Double.digamma
    case .trigamma: Double.trigamma
    case .erf: Double.erf
    case .erfc: Double.erfc
    case .phi: Double.normalCDF
    case .inversePhi: Double.inverseNormalCDF
    case .lbeta, .lchoose, .pow, .atan2, .fmin, .fmax, .hypot, .softmax, .logSoftmax, .fill,
      .norm2, .norm, .dot, .counts, .size, .halves, .join, .permute, .sum, .mean, .prod, .max,
      .min, .logsumexp, .cholesky, .solve, .det, .logdet, .transpose, .trace, .diag, .eye:
      nil
    }
  }
}
