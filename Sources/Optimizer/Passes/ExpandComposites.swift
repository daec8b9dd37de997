import TensorIR

/// Writes functions that share an exponential in terms of it, so that it is computed once.
///
/// `softplus` and `logistic` of one argument, in either sign, need only exp(-|x|). The forms are
/// exact in both tails and pass on NaN.
func expandComposites(_ program: TensorProgram) -> TensorProgram {
  program.rewritten { expandComposite }
}

private func expandComposite(_ builder: inout ProgramBuilder, _ op: Op) -> ValueID? {
  guard case .unary(let function, let x) = op else { return nil }
  switch function {
  case .softplus: return builder.softplus(x)
  case .logistic: return builder.logistic(x)
  case .absolute:
    if case .unary(.negate, let inner) = builder.program[x].op {
      return builder.unary(.absolute, inner)
    }
    return nil
  case .negate, .reciprocal, .sign, .floor, .ceiling, .round, .binade, .exp, .expm1, .log, .log1p,
    .sqrt,
    .square, .sin, .cos, .tan, .asin, .acos, .atan, .sinh, .cosh, .tanh, .asinh, .acosh, .atanh,
    .log1mExpNegative, .logGamma, .polygamma, .erf, .erfc, .normalCDF, .logNormalCDF,
    .inverseNormalCDF:
    return nil
  }
}

extension ProgramBuilder {
  /// max(x, 0) + log(1 + exp(-|x|)).
  fileprivate mutating func softplus(_ x: ValueID) -> ValueID {
    let small = decay(x)
    let ramp = binary(.maximum, x, constant(0))
    return add(ramp, unary(.log1p, small))
  }

  /// 1 / (1 + e) for positive x and e / (1 + e) for negative, with e = exp(-|x|).
  fileprivate mutating func logistic(_ x: ValueID) -> ValueID {
    let small = decay(x)
    let one = constant(1)
    let isUpper = compare(.less, constant(0), x)
    let top = select(isUpper, one, small)
    return divide(top, add(small, one))
  }

  private mutating func decay(_ x: ValueID) -> ValueID {
    var base = x
    if case .unary(.negate, let inner) = program[x].op { base = inner }
    let size = unary(.absolute, base)
    return unary(.exp, negate(size))
  }
}
