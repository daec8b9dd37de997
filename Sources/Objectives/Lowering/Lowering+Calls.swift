import Binding
import Diagnostics
import Semantics
import Syntax
import TensorIR

/// The built-in functions.
extension Lowering {
  mutating func call(
    _ function: Builtin, _ arguments: [TypedExpression], _ e: TypedExpression
  ) throws(LoweringFailure) -> Operand {
    switch function {
    case .log:
      let x = try number(arguments[0])
      let value = builder.exactLogarithm(of: x.value) ?? builder.unary(.log, x.value)
      return Operand(value, components: x.components)
    case .exp, .expm1, .log1p, .sqrt, .square, .abs, .sign, .floor, .ceil, .round, .sin,
      .cos, .tan, .asin, .acos, .atan, .sinh, .cosh, .tanh, .asinh, .acosh, .atanh,
      .inverseLogit, .log1pExp, .lgamma, .digamma, .trigamma, .erf, .erfc, .phi, .inversePhi:
      let x = try number(arguments[0])
      guard let unary = function.unary else { return x }
      return Operand(builder.unary(unary, x.value), components: x.components)
    case .logit: return try scalar(arguments) { $0.logit($1) }
    case .log1mExp: return try scalar(arguments) { $0.unary(.log1mExpNegative, $0.negate($1)) }
    case .logInverseLogit:
      return try scalar(arguments) { $0.negate($0.unary(.softplus, $0.negate($1))) }
    case .lbeta: return try pairwise(arguments) { $0.binary(.logBeta, $1, $2) }
    case .lchoose: return try pairwise(arguments) { $0.logChoose($1, $2) }
    case .pow: return try pairwise(arguments) { $0.binary(.power, $1, $2) }
    case .atan2: return try pairwise(arguments) { $0.binary(.atan2, $1, $2) }
    case .fmin: return try pairwise(arguments) { $0.binary(.minimum, $1, $2) }
    case .fmax: return try pairwise(arguments) { $0.binary(.maximum, $1, $2) }
    case .hypot:
      return try pairwise(arguments) {
        $0.unary(.sqrt, $0.add($0.unary(.square, $1), $0.unary(.square, $2)))
      }
    case .fill: return try fill(arguments[0], e)
    case .eye: return identity(e)
    case .size: return try size(arguments[0])
    case .counts: return try counts(arguments[0], e)
    case .norm2: return try total(arguments[0]) { $0.sum($0.unary(.square, $1), over: $2) }
    case .norm:
      return try total(arguments[0]) {
        $0.unary(.sqrt, $0.sum($0.unary(.square, $1), over: $2))
      }
    case .sum: return try total(arguments[0]) { $0.sum($1, over: $2) }
    case .prod: return try total(arguments[0]) { $0.reduce(.product, $1, over: $2) }
    case .max: return try total(arguments[0]) { $0.reduce(.maximum, $1, over: $2) }
    case .min: return try total(arguments[0]) { $0.reduce(.minimum, $1, over: $2) }
    case .logsumexp: return try total(arguments[0]) { $0.reduce(.logSumExp, $1, over: $2) }
    case .mean:
      let x = try number(arguments[0])
      return Operand(reduce(.mean, x.value, over: x.components, where: nil))
    case .dot:
      let x = try number(arguments[0])
      let y = align(try number(arguments[1]), to: x.components)
      return Operand(builder.sum(builder.multiply(x.value, y.value), over: x.components))
    case .softmax: return try normalize(arguments[0]) { $0.unary(.exp, $1) }
    case .logSoftmax: return try normalize(arguments[0]) { $1 }
    case .cholesky: return try matrix(.cholesky, arguments, e)
    case .solve: return try matrix(.solve, arguments, e)
    case .det: return try matrix(.determinant, arguments, e)
    case .logdet: return try matrix(.logDeterminant, arguments, e)
    case .transpose: return try matrix(.transpose, arguments, e)
    case .trace: return try matrix(.trace, arguments, e)
    case .diag: return try matrix(.diagonal, arguments, e)
    case .halves, .join, .permute:
      throw fail(.notYetLowered("`\(function.rawValue)`", at: e.span))
    }
  }

  /// Applies a function of one number to each element.
  private mutating func scalar(
    _ arguments: [TypedExpression], _ f: (inout ProgramBuilder, ValueID) -> ValueID
  ) throws(LoweringFailure) -> Operand {
    let x = try number(arguments[0])
    return Operand(f(&builder, x.value), components: x.components)
  }

  /// Applies a function of two numbers to the elements of two arguments of one shape.
  private mutating func pairwise(
    _ arguments: [TypedExpression], _ f: (inout ProgramBuilder, ValueID, ValueID) -> ValueID
  ) throws(LoweringFailure) -> Operand {
    let (x, y, components) = pair(try number(arguments[0]), try number(arguments[1]))
    return Operand(f(&builder, x, y), components: components)
  }

  /// Makes one number of all components of an array.
  private mutating func total(
    _ argument: TypedExpression, _ f: (inout ProgramBuilder, ValueID, [AxisID]) -> ValueID
  ) throws(LoweringFailure) -> Operand {
    let x = try number(argument)
    return Operand(f(&builder, x.value, x.components))
  }

  private mutating func normalize(
    _ argument: TypedExpression, _ f: (inout ProgramBuilder, ValueID) -> ValueID
  ) throws(LoweringFailure) -> Operand {
    let x = try number(argument)
    guard let last = x.components.last else { return x }
    let logValue = builder.subtract(x.value, builder.reduce(.logSumExp, x.value, over: [last]))
    return Operand(f(&builder, logValue), components: x.components)
  }

  private mutating func fill(
    _ value: TypedExpression, _ e: TypedExpression
  ) throws(LoweringFailure) -> Operand {
    let components = componentAxes(e.type.shape)
    let number = try number(value).value
    return Operand(
      builder.append(.broadcast(number, along: components.sorted())), components: components)
  }

  private mutating func identity(_ e: TypedExpression) -> Operand {
    let components = componentAxes(e.type.shape)
    let row = builder.cast(builder.position(components[0]), to: .real)
    let column = builder.cast(builder.position(components[1]), to: .real)
    let diagonal = builder.compare(.equal, row, column)
    return Operand(builder.cast(diagonal, to: .real), components: components)
  }

  private mutating func size(_ argument: TypedExpression) throws(LoweringFailure) -> Operand {
    guard case .indexSet(let set) = argument.kind else {
      throw fail(.notYetLowered("the size of this", at: argument.span))
    }
    return Operand(builder.constant(Double(bound.sizes[set] ?? 0)))
  }

  /// How often each member occurs in an array of members.
  private mutating func counts(
    _ array: TypedExpression, _ e: TypedExpression
  ) throws(LoweringFailure) -> Operand {
    let x = try lower(array)
    let components = componentAxes(e.type.shape)
    let member = builder.cast(builder.position(components[0]), to: .real)
    let hit = builder.compare(.equal, builder.cast(x.value, to: .real), member)
    return Operand(
      builder.sum(builder.cast(hit, to: .real), over: x.components), components: components)
  }
}

extension ProgramBuilder {
  /// log(x / (1 - x)).
  fileprivate mutating func logit(_ x: ValueID) -> ValueID {
    subtract(unary(.log, x), unary(.log1p, negate(x)))
  }

  /// log C(n, k) = -log(n + 1) - log B(n - k + 1, k + 1).
  fileprivate mutating func logChoose(_ n: ValueID, _ k: ValueID) -> ValueID {
    let one = constant(1)
    let beta = binary(.logBeta, add(subtract(n, k), one), add(k, one))
    return negate(add(unary(.log, add(n, one)), beta))
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
