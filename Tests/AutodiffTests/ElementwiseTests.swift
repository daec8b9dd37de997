import TensorIR
import Testing

/// Points inside the domain of a function, away from kinks.
private func arguments(of f: Unary) -> [Double] {
  switch f {
  case .negate, .absolute, .exp, .expm1, .square, .sin, .cos, .atan, .sinh, .cosh, .tanh, .asinh,
    .logistic, .softplus, .erf, .erfc, .normalCDF, .logNormalCDF:
    [-2.3, -0.4, 0.3, 1.7]
  case .reciprocal: [-1.4, 0.8, 2.5]
  case .sign, .floor, .ceiling, .round, .binade: [-1.3, 0.2, 2.6]
  case .log, .sqrt, .log1mExpNegative: [0.6, 1.3, 4.2]
  case .log1p: [-0.4, 0.7, 3]
  case .tan: [-1.1, 0.4, 0.9]
  case .asin, .acos, .atanh: [-0.6, 0.2, 0.5]
  case .acosh: [1.7, 3.1]
  case .logGamma, .polygamma: [1.4, 3.2, 7.7]
  case .inverseNormalCDF: [0.2, 0.5, 0.85]
  }
}

@Suite struct ElementwiseTests {
  @Test(arguments: Unary.samples)
  func unaryFunctions(_ f: Unary) throws {
    let points = arguments(of: f)
    try expectDerivatives(at: points, tolerance: 1e-6) { b in
      let n = b.axis("n", size: points.count)
      let x = b.parameter("x", [n])
      return b.unary(f, x)
    }
  }

  /// Both operands inside the domain, never equal.
  private func points(of f: Binary) -> (x: [Double], y: [Double]) {
    switch f {
    case .add, .subtract, .multiply, .minimum, .maximum, .divide, .atan2, .logAddExp:
      ([-1.2, 0.7], [0.9, -1.6, 2.1])
    case .power, .logBeta, .xLogY: ([0.8, 2.3], [1.7, 0.9, 3.2])
    case .logBesselI: ([0.5, 2], [0.8, 1.9, 4])
    case .floorDivide, .modulo: ([7.3, -5.2], [1.8, -2.3, 3.1])
    }
  }

  @Test(arguments: Binary.allCases.filter { $0 != .logBesselI })
  func binaryFunctionsOfDifferentAxes(_ f: Binary) throws {
    let (x, y) = points(of: f)
    try expectDerivatives(at: x + y, tolerance: 1e-6) { b in
      let n = b.axis("n", size: x.count)
      let k = b.axis("k", size: y.count)
      let left = b.parameter("x", [n])
      let right = b.parameter("y", [k])
      return b.binary(f, left, right)
    }
  }

  @Test(arguments: Binary.allCases.filter { $0 != .logBesselI })
  func binaryFunctionsOfSharedAxes(_ f: Binary) throws {
    let (x, y) = points(of: f)
    try expectDerivatives(at: x + y.prefix(2) + [x[0]], tolerance: 1e-6) { b in
      let n = b.axis("n", size: 2)
      let left = b.parameter("x", [n])
      let right = b.parameter("y", [n])
      let scalar = b.parameter("z")
      let first = b.binary(f, left, right)
      let second = b.binary(f, scalar, right)
      return b.add(first, second)
    }
  }

  @Test func besselFunctionInItsArgument() throws {
    let (orders, x) = points(of: .logBesselI)
    try expectDerivatives(at: x, tolerance: 1e-6) { b in
      let n = b.axis("n", size: x.count)
      let k = b.axis("k", size: orders.count)
      let argument = b.parameter("x", [n])
      let order = b.append(.table(orders, along: k))
      return b.binary(.logBesselI, order, argument)
    }
  }

  @Test func selectTakesBothBranches() throws {
    try expectDerivatives(at: [0.4, -0.7, 1.2, 0.3, 0.9]) { b in
      let n = b.axis("n", size: 3)
      let k = b.axis("k", size: 2)
      let x = b.parameter("x", [n])
      let y = b.parameter("y", [k])
      let condition = b.compare(.less, b.position(n), b.position(k))
      return b.select(condition, b.unary(.exp, x), b.unary(.sin, y))
    }
  }

  @Test func selectOfAConditionWithMoreAxes() throws {
    try expectDerivatives(at: [0.4, -0.7]) { b in
      let n = b.axis("n", size: 3)
      let k = b.axis("k", size: 2)
      let x = b.parameter("x")
      let y = b.parameter("y")
      let condition = b.compare(.lessOrEqual, b.position(n), b.position(k))
      return b.select(condition, b.unary(.exp, x), b.multiply(x, y))
    }
  }

  @Test func repetitionAndRenaming() throws {
    try expectDerivatives(at: [0.4, -0.7, 1.2]) { b in
      let n = b.axis("n", size: 3)
      let m = b.axis("m", size: 3)
      let k = b.axis("k", size: 2)
      let x = b.unary(.exp, b.parameter("x", [n]))
      let wide = b.append(.broadcast(x, along: [k]))
      let other = b.rename(wide, from: n, to: m)
      return b.multiply(b.multiply(wide, x), other)
    }
  }
}
