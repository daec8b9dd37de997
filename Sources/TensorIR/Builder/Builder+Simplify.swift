import ScalarMath

/// Identities that hold for every input, NaN and infinities included, up to the sign of zero.
extension ProgramBuilder {
  /// Returns a value with the type and the value of a node with this op, if it needs no such node.
  mutating func simplified(_ op: Op) -> ValueID? {
    switch op {
    case .input, .constant, .table, .position, .cumulativeSum, .scatterAdd, .cholesky,
      .solveTriangular,
      .solve, .logAbsDeterminant, .determinant, .hole, .scan:
      nil
    case .unary(let f, let x): simplifiedUnary(f, x)
    case .binary(let f, let x, let y): simplifiedBinary(f, x, y)
    case .compare(let relation, let x, let y): simplifiedComparison(relation, x, y)
    case .logical(let connective, let x, let y): simplifiedLogical(connective, x, y)
    case .not(let x): simplifiedNot(x)
    case .select(let condition, let x, let y): simplifiedSelect(condition, x, y)
    case .cast(let x, let element): simplifiedCast(x, element)
    case .gather(let x, let axis, let place): simplifiedGather(x, axis, place)
    case .broadcast(let x, let along): simplifiedBroadcast(x, along)
    case .rename(let x, let from, let to): simplifiedRename(x, from, to)
    case .reduce(let reduction, let x, let over): simplifiedReduce(reduction, x, over)
    case .contract(let x, let y, let over): over.isEmpty ? multiply(x, y) : nil
    }
  }

  /// The number that all elements of a real are known to be.
  public func uniformValue(_ value: ValueID) -> Double? {
    switch program[value].op {
    case .constant(let number): number
    case .broadcast(let x, _), .rename(let x, _, _): uniformValue(x)
    default: nil
    }
  }

  /// Returns the value repeated along those axes of a type that it does not have.
  public mutating func widen(_ x: ValueID, to type: TensorType) -> ValueID {
    let own = Set(self.type(x).axes)
    let missing = type.axes.filter { !own.contains($0) }
    return missing.isEmpty ? x : append(.broadcast(x, along: missing))
  }

  /// Returns a constant repeated along axes.
  public mutating func uniform(_ number: Double, _ type: TensorType) -> ValueID {
    let scalar = constant(number)
    return widen(scalar, to: type)
  }

  private func negated(_ x: ValueID) -> ValueID? {
    if case .unary(.negate, let inner) = program[x].op { return inner }
    return nil
  }

  private mutating func simplifiedUnary(_ f: Unary, _ x: ValueID) -> ValueID? {
    if let number = uniformValue(x) { return uniform(f.evaluate(number), type(x)) }
    return f == .negate ? negated(x) : nil
  }

  private mutating func simplifiedBinary(_ f: Binary, _ x: ValueID, _ y: ValueID) -> ValueID? {
    guard type(x).element == .real, type(y).element == .real else { return nil }
    let result = program.resultType(of: .binary(f, x, y))
    let (a, b) = (uniformValue(x), uniformValue(y))
    if let a, let b { return uniform(f.evaluate(a, b), result) }
    switch f {
    case .add:
      if a == 0 { return widen(y, to: result) }
      if b == 0 { return widen(x, to: result) }
      if let y = negated(y) { return subtract(x, y) }
      if let x = negated(x) { return subtract(y, x) }
    case .subtract:
      if b == 0 { return widen(x, to: result) }
      if a == 0 { return negateWidened(y, result) }
      if let y = negated(y) { return add(x, y) }
    case .multiply:
      if x == y { return unary(.square, x) }
      if a == 1 { return widen(y, to: result) }
      if b == 1 { return widen(x, to: result) }
      if a == -1 { return negateWidened(y, result) }
      if b == -1 { return negateWidened(x, result) }
      if let x = negated(x), let y = negated(y) { return multiply(x, y) }
    case .divide:
      if b == 1 { return widen(x, to: result) }
      if b == -1 { return negateWidened(x, result) }
    case .power:
      if b == 0 { return uniform(1, result) }
      if b == 1 { return widen(x, to: result) }
      if b == 2 {
        let square = unary(.square, x)
        return widen(square, to: result)
      }
    case .minimum, .maximum:
      if x == y { return x }
    case .atan2, .xLogY, .logAddExp, .logBeta, .logBesselI, .floorDivide, .modulo: break
    }
    return nil
  }

  private mutating func negateWidened(_ x: ValueID, _ type: TensorType) -> ValueID {
    let negative = negate(x)
    return widen(negative, to: type)
  }
}

extension Unary {
  /// The value at one point.
  func evaluate(_ x: Double) -> Double {
    var result = 0.0
    withUnsafePointer(to: x) { Kernels.unary(self, LoopNest([]), &result, $0) }
    return result
  }
}

extension Binary {
  /// The value at one point.
  func evaluate(_ x: Double, _ y: Double) -> Double {
    var result = 0.0
    withUnsafePointer(to: x) { x in
      withUnsafePointer(to: y) { Kernels.binary(self, LoopNest([]), &result, x, $0) }
    }
    return result
  }
}
