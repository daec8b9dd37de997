import TensorIR

extension ProgramBuilder {
  /// The derivative of y = f(x), nil where it is zero.
  ///
  /// Forms are chosen so that they and their own derivatives stay finite in the tails.
  mutating func derivative(_ f: Unary, _ x: ValueID, _ y: ValueID) -> ValueID? {
    switch f {
    case .sign, .floor, .ceiling, .round, .binade: nil
    case .negate: constant(-1)
    case .reciprocal: negate(unary(.square, y))
    case .absolute: unary(.sign, x)
    case .exp: y
    case .expm1: unary(.exp, x)
    case .log: unary(.reciprocal, x)
    case .log1p: unary(.reciprocal, add(x, constant(1)))
    case .sqrt: divide(constant(0.5), y)
    case .square: multiply(constant(2), x)
    case .sin: unary(.cos, x)
    case .cos: negate(unary(.sin, x))
    case .tan: add(unary(.square, y), constant(1))
    case .asin: unary(.reciprocal, unary(.sqrt, oneMinusSquare(x)))
    case .acos: negate(unary(.reciprocal, unary(.sqrt, oneMinusSquare(x))))
    case .atan: unary(.reciprocal, add(unary(.square, x), constant(1)))
    case .sinh: unary(.cosh, x)
    case .cosh: unary(.sinh, x)
    case .tanh: tanhDerivative(x)
    case .asinh: unary(.reciprocal, unary(.sqrt, add(unary(.square, x), constant(1))))
    case .acosh: unary(.reciprocal, unary(.sqrt, negate(oneMinusSquare(x))))
    case .atanh: unary(.reciprocal, oneMinusSquare(x))
    case .logistic: multiply(y, unary(.logistic, negate(x)))
    case .softplus: unary(.logistic, x)
    case .log1mExpNegative: unary(.exp, subtract(negate(x), y))
    case .logGamma: unary(.polygamma(0), x)
    case .polygamma(let order): unary(.polygamma(order + 1), x)
    case .erf: multiply(constant(2 / Double.pi.squareRoot()), exponentialOfSquare(-1, x))
    case .erfc: multiply(constant(-2 / Double.pi.squareRoot()), exponentialOfSquare(-1, x))
    case .normalCDF: multiply(constant(inverseRootTwoPi), exponentialOfSquare(-0.5, x))
    case .logNormalCDF: inverseMillsRatio(x, y)
    case .inverseNormalCDF: multiply(constant(1 / inverseRootTwoPi), exponentialOfSquare(0.5, y))
    }
  }

  /// (1 - x) (1 + x), which is 1 - x^2 without cancellation near one.
  private mutating func oneMinusSquare(_ x: ValueID) -> ValueID {
    let one = constant(1)
    let below = subtract(one, x)
    let above = add(x, one)
    return multiply(below, above)
  }

  /// 4 logistic(2 x) logistic(-2 x), which is 1 - tanh(x)^2 without cancellation in the tails.
  private mutating func tanhDerivative(_ x: ValueID) -> ValueID {
    let double = multiply(constant(2), x)
    let up = unary(.logistic, double)
    let down = unary(.logistic, negate(double))
    return multiply(constant(4), multiply(up, down))
  }

  /// exp(c x^2).
  private mutating func exponentialOfSquare(_ c: Double, _ x: ValueID) -> ValueID {
    let square = unary(.square, x)
    return unary(.exp, multiply(constant(c), square))
  }

  /// The standard normal density over the distribution function, whose logarithm is y.
  private mutating func inverseMillsRatio(_ x: ValueID, _ y: ValueID) -> ValueID {
    let half = multiply(constant(-0.5), unary(.square, x))
    let shift = constant(0.5 * 1.8378770664093454836)  // log(2 pi) / 2
    return unary(.exp, subtract(subtract(half, shift), y))
  }
}

/// 1 / sqrt(2 pi).
private let inverseRootTwoPi = 0.39894228040143267794
