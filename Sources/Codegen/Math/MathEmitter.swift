public import LLVMBridge
public import TensorIR

/// Emits real functions on scalars and vectors of `f64` and `f32`.
///
/// A vector fills a register of the machine: `vectorBytes / 8` lanes of `f64` or `vectorBytes / 4`
/// of `f32`. At zeros, infinities and NaN every function means what the interpreter of `TensorIR`
/// means; the sign of zero and the bits of NaN may differ.
///
/// Errors are in units of the last place, at every width: half a unit for arithmetic, at most 4
/// for the functions of the C library (glibc 2.36: `tan` 3.8, `log` of `f32` 3.97, `erf` of 16
/// `f32` 4.0, `exp` 3.1, the others below 3.6), and what the functions of this folder say in their
/// own comments, found at 65,536 random points in each regime; as `f32` these have 0.6.
public struct MathEmitter {
  /// Where the code goes: to the end of the current block.
  public let builder: ModuleBuilder

  /// Whether exponentials of vectors are written where they are needed rather than called: longer
  /// code that keeps everything in registers.
  var inlinesExponentials = false

  /// An emitter for a module; several for one module share their functions.
  public init(builder: ModuleBuilder) { self.builder = builder }

  /// Emits f(x).
  public func unary(_ f: Unary, _ x: Value) -> Value {
    let b = builder
    switch f {
    case .negate: return b.neg(x)
    case .reciprocal: return b.div(one(like: x), x)
    case .absolute: return b.abs(x)
    case .sign: return sign(x)
    case .floor: return b.floor(x)
    case .ceiling: return b.ceil(x)
    case .round: return b.roundEven(x)
    case .binade: return binade(x)
    case .sqrt: return b.sqrt(x)
    case .square: return b.mul(x, x)
    case .exp: return exponential(x)
    case .expm1: return library("expm1", [x])
    case .log: return library("log", [x])
    case .log1p: return library("log1p", [x])
    case .sin: return library("sin", [x])
    case .cos: return library("cos", [x])
    case .tan: return library("tan", [x])
    case .asin: return library("asin", [x])
    case .acos: return library("acos", [x])
    case .atan: return library("atan", [x])
    case .sinh: return library("sinh", [x])
    case .cosh: return library("cosh", [x])
    case .tanh: return library("tanh", [x])
    case .asinh: return library("asinh", [x])
    case .acosh: return library("acosh", [x])
    case .atanh: return library("atanh", [x])
    case .erf: return library("erf", [x])
    case .erfc: return library("erfc", [x])
    case .logistic: return own("logistic", [x]) { logistic($0[0]) }
    case .softplus: return own("softplus", [x]) { softplus($0[0]) }
    case .log1mExpNegative: return own("log1mExpNegative", [x]) { log1mExpNegative($0[0]) }
    case .logGamma: return own("logGamma", [x]) { logGamma($0[0]) }
    case .polygamma(0): return own("digamma", [x]) { digamma($0[0]) }
    case .polygamma(1): return own("trigamma", [x]) { trigamma($0[0]) }
    case .polygamma(let order): return own("polygamma\(order)", [x]) { polygamma(order, $0[0]) }
    case .normalCDF: return own("normalCDF", [x]) { normalCDF($0[0]) }
    case .logNormalCDF: return own("logNormalCDF", [x]) { logNormalCDF($0[0]) }
    case .inverseNormalCDF: return own("inverseNormalCDF", [x]) { inverseNormalCDF($0[0]) }
    }
  }

  /// Emits f(x, y) for reals.
  public func binary(_ f: Binary, _ x: Value, _ y: Value) -> Value {
    let b = builder
    switch f {
    case .add: return b.add(x, y)
    case .subtract: return b.sub(x, y)
    case .multiply: return b.mul(x, y)
    case .divide: return b.div(x, y)
    case .minimum: return extreme(.olt, x, y)
    case .maximum: return extreme(.ogt, x, y)
    case .floorDivide: return b.floor(b.div(x, y))
    case .modulo: return b.sub(x, b.mul(y, b.floor(b.div(x, y))))
    case .power: return library("pow", [x, y])
    case .atan2: return library("atan2", [x, y])
    case .xLogY: return xLogY(x, y)
    case .logAddExp: return own("logAddExp", [x, y]) { logAddExp($0[0], $0[1]) }
    case .logBeta: return own("logBeta", [x, y]) { logBeta($0[0], $0[1]) }
    case .logBesselI: return own("logBesselI", [x, y]) { logBesselI($0[0], $0[1]) }
    }
  }

  private func one(like x: Value) -> Value { builder.real(1, builder.kind(of: x)) }

  private func sign(_ x: Value) -> Value {
    let b = builder
    let zero = b.zero(b.kind(of: x))
    let unit = b.copysign(one(like: x), x)
    return b.select(b.compare(.ogt, b.abs(x), zero), unit, x)
  }

  /// The bits of the sign and the exponent; a NaN would lose those that make it one.
  private func binade(_ x: Value) -> Value {
    let b = builder
    let isSingle = b.element(of: b.kind(of: x)) == b.f32
    let bits = b.vector(isSingle ? b.i32 : b.i64, b.lanes(of: x))
    let mask = b.integer(isSingle ? -1 << 23 : -1 << 52, bits)
    let power = b.bitcast(b.and(b.bitcast(x, bits), mask), b.kind(of: x))
    return b.select(b.compare(.ord, x, x), power, x)
  }

  /// The one that the relation prefers, NaN if one is.
  private func extreme(_ preferred: RealPredicate, _ x: Value, _ y: Value) -> Value {
    let b = builder
    return b.select(b.or(b.compare(preferred, x, y), b.compare(.uno, x, x)), x, y)
  }

  /// x log y, where 0 log y is 0 for every number y.
  private func xLogY(_ x: Value, _ y: Value) -> Value {
    let b = builder
    let isZero = b.compare(.oeq, x, b.zero(b.kind(of: x)))
    let isNumber = b.compare(.ord, y, y)
    // The logarithm of 1 gives that 0, and does not leave the fast path of the library as that
    // of 0 does.
    let safe = b.select(b.and(isZero, isNumber), one(like: x), y)
    guard b.element(of: b.kind(of: x)) == b.f32 else { return b.mul(x, library("log", [safe])) }
    // The logarithm for `f32` alone uses up what error is allowed.
    return own("xLogY", [x, safe]) { $0[0] * $0[0].like(library("log", [$0[1].value])) }
  }
}
