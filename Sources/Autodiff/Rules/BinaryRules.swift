import TensorIR

extension ProgramBuilder {
  /// The derivative of z = f(x, y) in x, nil where it is zero.
  mutating func firstDerivative(
    _ f: Binary, _ x: ValueID, _ y: ValueID, _ z: ValueID
  ) -> ValueID? {
    switch f {
    case .add, .subtract: return constant(1)
    case .multiply: return y
    case .divide: return unary(.reciprocal, y)
    case .minimum: return share(of: x, below: y)
    case .maximum: return share(of: y, below: x)
    case .power: return powerSlope(x, y)
    case .atan2: return divide(y, squaredLength(x, y))
    case .xLogY: return unary(.log, y)
    case .logAddExp: return weight(of: x, in: z)
    case .logBeta: return digammaDifference(x, add(x, y))
    // Not known in closed form: whoever needs it gets no number rather than a wrong one.
    case .logBesselI: return constant(.nan)
    case .floorDivide: return nil
    case .modulo: return constant(1)
    }
  }

  /// The derivative of z = f(x, y) in y, nil where it is zero.
  mutating func secondDerivative(
    _ f: Binary, _ x: ValueID, _ y: ValueID, _ z: ValueID
  ) -> ValueID? {
    switch f {
    case .add: return constant(1)
    case .subtract: return constant(-1)
    case .multiply: return x
    case .divide: return negate(divide(z, y))
    case .minimum: return share(of: y, below: x)
    case .maximum: return share(of: x, below: y)
    case .power: return powerGrowth(x, z)
    case .atan2: return negate(divide(x, squaredLength(x, y)))
    case .xLogY: return ratio(x, y)
    case .logAddExp: return weight(of: y, in: z)
    case .logBeta: return digammaDifference(y, add(x, y))
    case .logBesselI: return besselSlope(x, y, z)
    case .floorDivide: return nil
    case .modulo: return negate(binary(.floorDivide, x, y))
    }
  }

  /// 1 where x is below y, 1/2 where they are equal, 0 elsewhere.
  private mutating func share(of x: ValueID, below y: ValueID) -> ValueID {
    let below = cast(compare(.less, x, y), to: .real)
    let notAbove = cast(compare(.lessOrEqual, x, y), to: .real)
    return multiply(constant(0.5), add(below, notAbove))
  }

  /// y x^(y - 1), and 0 for y = 0 whatever x is.
  private mutating func powerSlope(_ x: ValueID, _ y: ValueID) -> ValueID {
    let lower = binary(.power, x, subtract(y, constant(1)))
    let slope = multiply(y, lower)
    if let exponent = uniformValue(y), exponent != 0 { return slope }
    let zero = constant(0)
    return select(compare(.equal, y, zero), zero, slope)
  }

  /// z log x, and 0 for x = 0.
  private mutating func powerGrowth(_ x: ValueID, _ z: ValueID) -> ValueID {
    let isZero = compare(.equal, x, constant(0))
    let base = select(isZero, constant(1), x)
    return multiply(z, unary(.log, base))
  }

  private mutating func squaredLength(_ x: ValueID, _ y: ValueID) -> ValueID {
    let (left, right) = (unary(.square, x), unary(.square, y))
    return add(left, right)
  }

  /// x / y with 0 / 0 = 0.
  private mutating func ratio(_ x: ValueID, _ y: ValueID) -> ValueID {
    let zero = constant(0)
    let left = compare(.equal, x, zero)
    let right = compare(.equal, y, zero)
    let areBoth = append(.logical(.and, left, right))
    return divide(x, select(areBoth, constant(1), y))
  }

  /// exp(x - total), the share of a term in a sum whose logarithm is given; 0 if that is -inf.
  mutating func weight(of x: ValueID, in total: ValueID) -> ValueID {
    let isEmpty = compare(.equal, total, constant(-.infinity))
    let safe = select(isEmpty, constant(0), total)
    return unary(.exp, subtract(x, safe))
  }

  private mutating func digammaDifference(_ x: ValueID, _ sum: ValueID) -> ValueID {
    let (left, right) = (unary(.polygamma(0), x), unary(.polygamma(0), sum))
    return subtract(left, right)
  }

  /// I'_v(y) / I_v(y) = I_(v+1)(y) / I_v(y) + v / y (Abramowitz and Stegun 9.6.26).
  private mutating func besselSlope(_ v: ValueID, _ y: ValueID, _ z: ValueID) -> ValueID {
    let above = binary(.logBesselI, add(v, constant(1)), y)
    let quotient = unary(.exp, subtract(above, z))
    return add(quotient, ratio(v, y))
  }
}
