import LLVMBridge
import Optimizer
import TensorIR

extension GroupEmitter {
  /// An element of a value, or one for each lane of the vector that an index stands for.
  ///
  /// - Parameter mask: the lanes that count; the others may be anything.
  mutating func element(_ value: ValueID, _ indices: Indices, mask: Value?) -> Value {
    let axes = program[value].type.axes
    let key = ElementKey(value: value, indices: axes.map { indices[$0]?.identity ?? 0 })
    if let known = known[key] { return known }
    let result =
      schedule.storages[value].map { load(value, from: $0, indices, mask: mask) }
      ?? compute(value, indices, mask: mask)
    known[key] = result
    return result
  }

  /// Computes an element from those of the operands.
  mutating func compute(_ value: ValueID, _ indices: Indices, mask: Value?) -> Value {
    switch program[value].op {
    case .constant(let number): return builder.real(number, real)
    case .position(let axis): return position(indices[axis])
    case .unary(let f, let x): return math.unary(f, element(x, indices, mask: mask))
    case .binary(let f, let x, let y):
      let (left, right) = alike(
        element(x, indices, mask: mask), element(y, indices, mask: mask))
      return program[x].type.element == .integer
        ? integerBinary(f, left, right) : math.binary(f, left, right)
    case .compare(let relation, let x, let y):
      let (left, right) = alike(
        element(x, indices, mask: mask), element(y, indices, mask: mask))
      return compare(relation, left, right, program[x].type.element)
    case .logical(let f, let x, let y):
      let (left, right) = alike(
        element(x, indices, mask: mask), element(y, indices, mask: mask))
      switch f {
      case .and: return builder.and(left, right)
      case .or: return builder.or(left, right)
      }
    case .not(let x): return builder.not(element(x, indices, mask: mask))
    case .select(let c, let x, let y):
      let condition = element(c, indices, mask: mask)
      let (left, right) = alike(
        element(x, indices, mask: mask), element(y, indices, mask: mask))
      guard builder.lanes(of: condition) > 1 else {
        return builder.select(condition, left, right)
      }
      return builder.select(condition, wide(left), wide(right))
    case .cast(let x, let to):
      return cast(element(x, indices, mask: mask), from: program[x].type.element, to: to)
    case .broadcast(let x, _): return element(x, indices, mask: mask)
    case .rename(let x, let from, let to):
      var inner = indices
      inner[from] = inner.removeValue(forKey: to)
      return element(x, inner, mask: mask)
    case .gather(let x, let axis, let at): return gather(x, axis, at, indices, mask: mask)
    case .input, .table, .reduce, .contract, .cumulativeSum, .scatterAdd, .cholesky,
      .solveTriangular, .solve, .logAbsDeterminant, .determinant, .hole, .scan:
      preconditionFailure("a schedule stores what cannot be computed element by element")
    }
  }

  /// The number of a position along an axis.
  private func position(_ index: Index?) -> Value {
    guard let index else { preconditionFailure("a value is read along each of its axes") }
    return global(index)
  }

  /// Positions counted from the start of the axis: a number, or a vector of them.
  func global(_ index: Index) -> Value {
    func shifted(_ position: Value) -> Value {
      guard index.isTiled, let tileStart else { return position }
      return builder.iadd(position, tileStart)
    }
    switch index.form {
    case .scalar(let position): return shifted(position)
    case .computed(let position): return position
    case .lanes(let start):
      let first = builder.splat(shifted(start), lanes: lanes)
      return builder.iadd(first, builder.iota(builder.vector(builder.i64, lanes)))
    }
  }

  private mutating func gather(
    _ x: ValueID, _ axis: AxisID, _ at: ValueID, _ indices: Indices, mask: Value?
  ) -> Value {
    let type = program[x].type.element
    let count = program[axis].size
    guard count > 0 else { return zero(type) }
    let position = element(at, indices, mask: mask)
    let kind = builder.kind(of: position)
    let isInside = builder.and(
      builder.compare(.sge, position, builder.integer(0, kind)),
      builder.compare(.slt, position, builder.integer(count, kind)))
    let safe = builder.select(isInside, position, builder.integer(0, kind))
    var inner = indices
    inner[axis] = index(.computed(safe), isTiled: false)
    let found = element(x, inner, mask: mask)
    let (value, nothing) = alike(found, zero(type))
    return builder.lanes(of: isInside) > 1
      ? builder.select(isInside, wide(value), wide(nothing))
      : builder.select(isInside, value, nothing)
  }

  /// The kind of one element of a type while it is computed with.
  func kind(_ element: ElementType) -> Kind {
    switch element {
    case .real: real
    case .integer: builder.i64
    case .boolean: builder.i1
    }
  }

  func zero(_ element: ElementType) -> Value { builder.zero(kind(element)) }

  /// The same in each lane.
  func wide(_ x: Value) -> Value {
    builder.lanes(of: x) == 1 ? builder.splat(x, lanes: lanes) : x
  }

  /// Both as vectors if one is.
  func alike(_ x: Value, _ y: Value) -> (Value, Value) {
    builder.lanes(of: x) == builder.lanes(of: y) ? (x, y) : (wide(x), wide(y))
  }

  private func compare(
    _ relation: TensorIR.Comparison, _ x: Value, _ y: Value, _ element: ElementType
  ) -> Value {
    switch element {
    case .real:
      switch relation {
      case .less: builder.compare(.olt, x, y)
      case .lessOrEqual: builder.compare(.ole, x, y)
      case .equal: builder.compare(.oeq, x, y)
      case .notEqual: builder.compare(.une, x, y)
      }
    case .integer, .boolean:
      switch relation {
      case .less: builder.compare(.slt, x, y)
      case .lessOrEqual: builder.compare(.sle, x, y)
      case .equal: builder.compare(.eq, x, y)
      case .notEqual: builder.compare(.ne, x, y)
      }
    }
  }

  private func cast(_ x: Value, from: ElementType, to: ElementType) -> Value {
    switch (from, to) {
    case (.real, .real), (.integer, .integer), (.boolean, .boolean): x
    case (.real, .integer): builder.realToSignedSaturating(x, builder.i64)
    case (.real, .boolean):
      builder.compare(.une, x, builder.zero(builder.kind(of: x)))
    case (.integer, .real): builder.signedToReal(x, real)
    case (.integer, .boolean):
      builder.compare(.ne, x, builder.zero(builder.kind(of: x)))
    case (.boolean, .real): builder.unsignedToReal(x, real)
    case (.boolean, .integer): builder.zeroExtend(x, builder.i64)
    }
  }

  private func integerBinary(_ f: Binary, _ x: Value, _ y: Value) -> Value {
    switch f {
    case .add: return builder.iadd(x, y)
    case .subtract: return builder.isub(x, y)
    case .multiply: return builder.imul(x, y)
    case .minimum: return builder.select(builder.compare(.slt, y, x), y, x)
    case .maximum: return builder.select(builder.compare(.sgt, y, x), y, x)
    case .floorDivide: return flooredQuotient(x, y)
    case .modulo: return builder.isub(x, builder.imul(flooredQuotient(x, y), y))
    case .divide, .power, .atan2, .xLogY, .logAddExp, .logBeta, .logBesselI:
      preconditionFailure("\(f) of integers; the verifier rejects it")
    }
  }

  /// x / y rounded down, 0 for y = 0; the least integer over -1 wraps around.
  private func flooredQuotient(_ x: Value, _ y: Value) -> Value {
    let kind = builder.kind(of: x)
    let (zero, one) = (builder.zero(kind), builder.integer(1, kind))
    let isZero = builder.compare(.eq, y, zero)
    let isMinusOne = builder.compare(.eq, y, builder.integer(-1, kind))
    let safe = builder.select(builder.or(isZero, isMinusOne), one, y)
    let quotient = builder.select(
      isMinusOne, builder.isub(zero, x), builder.sdiv(x, safe))
    let isInexact = builder.compare(.ne, builder.imul(quotient, y), x)
    let signsDiffer = builder.xor(
      builder.compare(.slt, x, zero), builder.compare(.slt, y, zero))
    let below = builder.isub(quotient, one)
    let floored = builder.select(builder.and(isInexact, signsDiffer), below, quotient)
    return builder.select(isZero, zero, floored)
  }
}
