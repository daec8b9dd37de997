import Diagnostics
import ScalarMath
import Semantics
import Syntax
import TensorIR

/// The built-in functions.
extension Lowering {
  mutating func call(
    _ function: Builtin, _ arguments: [TypedExpression], _ e: TypedExpression
  ) throws(LoweringFailure) -> Operand {
    if let unary = function.unary {
      let x = try number(arguments[0])
      return Operand(builder.unary(unary, x.value), components: x.components)
    }
    switch function {
    case .fill, .eye, .size: return try construct(function, arguments, e)
    case .norm2, .norm, .dot, .counts, .sum, .mean, .prod, .max, .min, .logsumexp:
      return try summarize(function, arguments, e)
    case .softmax, .logSoftmax: return try normalize(function, arguments[0])
    case .cholesky, .solve, .det, .logdet, .transpose, .trace, .diag:
      return try matrix(function, arguments, e)
    case .halves, .join, .permute:
      throw fail(.notYetLowered("`\(function.rawValue)`", at: e.span))
    case .exp, .expm1, .log, .log1p, .sqrt, .square, .abs, .sign, .floor, .ceil, .round, .sin,
      .cos, .tan, .asin, .acos, .atan, .sinh, .cosh, .tanh, .asinh, .acosh, .atanh,
      .inverseLogit, .logit, .log1pExp, .log1mExp, .logInverseLogit, .lgamma, .digamma,
      .trigamma, .erf, .erfc, .phi, .inversePhi, .lbeta, .lchoose, .pow, .atan2, .fmin, .fmax,
      .hypot:
      return try scalar(function, arguments)
    }
  }

  /// Functions of numbers that are no single op.
  private mutating func scalar(
    _ function: Builtin, _ arguments: [TypedExpression]
  ) throws(LoweringFailure) -> Operand {
    let first = try number(arguments[0])
    let second = arguments.count > 1 ? try number(arguments[1]) : first
    let (x, y, components) = pair(first, second)
    return Operand(scalar(function, x, y), components: components)
  }

  private mutating func scalar(_ function: Builtin, _ x: ValueID, _ y: ValueID) -> ValueID {
    switch function {
    case .logit: return builder.subtract(builder.unary(.log, x), log1mExact(x))
    case .log1mExp: return builder.unary(.log1mExpNegative, builder.negate(x))
    case .logInverseLogit: return builder.negate(builder.unary(.softplus, builder.negate(x)))
    case .lbeta: return builder.binary(.logBeta, x, y)
    case .lchoose:
      // log C(n, k) = -log(n + 1) - log B(n - k + 1, k + 1).
      let one = builder.constant(1)
      let rest = builder.add(builder.subtract(x, y), one)
      let beta = builder.binary(.logBeta, rest, builder.add(y, one))
      return builder.negate(builder.add(builder.unary(.log, builder.add(x, one)), beta))
    case .pow: return builder.binary(.power, x, y)
    case .atan2: return builder.binary(.atan2, x, y)
    case .fmin: return builder.binary(.minimum, x, y)
    case .fmax: return builder.binary(.maximum, x, y)
    case .hypot:
      let squares = builder.add(builder.unary(.square, x), builder.unary(.square, y))
      return builder.unary(.sqrt, squares)
    default: return x
    }
  }

  /// log(1 - x).
  private mutating func log1mExact(_ x: ValueID) -> ValueID {
    builder.unary(.log1p, builder.negate(x))
  }

  private mutating func construct(
    _ function: Builtin, _ arguments: [TypedExpression], _ e: TypedExpression
  ) throws(LoweringFailure) -> Operand {
    let components = componentAxes(componentSets(e.type))
    if function == .size, case .indexSet(let set) = arguments[0].kind {
      return Operand(builder.constant(Double(size(set))))
    }
    if function == .eye {
      let row = builder.cast(builder.position(components[0]), to: .real)
      let column = builder.cast(builder.position(components[1]), to: .real)
      let diagonal = builder.compare(.equal, row, column)
      return Operand(builder.cast(diagonal, to: .real), components: components)
    }
    let value = try number(arguments[0]).value
    return Operand(
      builder.append(.broadcast(value, along: components.sorted())), components: components)
  }

  /// Functions that make one number of all components of an array.
  private mutating func summarize(
    _ function: Builtin, _ arguments: [TypedExpression], _ e: TypedExpression
  ) throws(LoweringFailure) -> Operand {
    if function == .counts { return try counts(arguments[0], e) }
    let x = try number(arguments[0])
    let axes = x.components
    switch function {
    case .norm2: return Operand(builder.sum(builder.unary(.square, x.value), over: axes))
    case .norm:
      let square = builder.sum(builder.unary(.square, x.value), over: axes)
      return Operand(builder.unary(.sqrt, square))
    case .dot:
      let y = align(try number(arguments[1]), to: axes)
      return Operand(builder.sum(builder.multiply(x.value, y.value), over: axes))
    case .mean: return Operand(reduce(.mean, x.value, over: axes, where: nil))
    case .prod: return Operand(builder.reduce(.product, x.value, over: axes))
    case .max: return Operand(builder.reduce(.maximum, x.value, over: axes))
    case .min: return Operand(builder.reduce(.minimum, x.value, over: axes))
    case .logsumexp: return Operand(builder.reduce(.logSumExp, x.value, over: axes))
    default: return Operand(builder.sum(x.value, over: axes))
    }
  }

  /// How often each member occurs in an array of members.
  private mutating func counts(
    _ array: TypedExpression, _ e: TypedExpression
  ) throws(LoweringFailure) -> Operand {
    let x = try lower(array)
    let components = componentAxes(componentSets(e.type))
    let member = builder.cast(builder.position(components[0]), to: .real)
    let hit = builder.compare(.equal, builder.cast(x.value, to: .real), member)
    return Operand(
      builder.sum(builder.cast(hit, to: .real), over: x.components), components: components)
  }

  private mutating func normalize(
    _ function: Builtin, _ argument: TypedExpression
  ) throws(LoweringFailure) -> Operand {
    let x = try number(argument)
    guard let last = x.components.last else { return x }
    let total = builder.reduce(.logSumExp, x.value, over: [last])
    let logValue = builder.subtract(x.value, total)
    let value = function == .softmax ? builder.unary(.exp, logValue) : logValue
    return Operand(value, components: x.components)
  }
}

extension Builtin {
  /// The op of a function that is one op of one number.
  var unary: Unary? {
    switch self {
    case .exp: .exp
    case .expm1: .expm1
    case .log: .log
    case .log1p: .log1p
    case .sqrt: .sqrt
    case .square: .square
    case .abs: .absolute
    case .sign: .sign
    case .floor: .floor
    case .ceil: .ceiling
    case .round: .round
    case .sin: .sin
    case .cos: .cos
    case .tan: .tan
    case .asin: .asin
    case .acos: .acos
    case .atan: .atan
    case .sinh: .sinh
    case .cosh: .cosh
    case .tanh: .tanh
    case .asinh: .asinh
    case .acosh: .acosh
    case .atanh: .atanh
    case .inverseLogit: .logistic
    case .log1pExp: .softplus
    case .lgamma: .logGamma
    case .digamma: .polygamma(0)
    case .trigamma: .polygamma(1)
    case .erf: .erf
    case .erfc: .erfc
    case .phi: .normalCDF
    case .inversePhi: .inverseNormalCDF
    case .logit, .log1mExp, .logInverseLogit, .lbeta, .lchoose, .pow, .atan2, .fmin, .fmax,
      .hypot, .softmax, .logSoftmax, .fill, .norm2, .norm, .dot, .counts, .size, .halves, .join,
      .permute, .sum, .mean, .prod, .max, .min, .logsumexp, .cholesky, .solve, .det, .logdet,
      .transpose, .trace, .diag, .eye:
      nil
    }
  }
}
