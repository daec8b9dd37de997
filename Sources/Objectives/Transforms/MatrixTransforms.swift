import ScalarMath
import TensorIR

extension ProgramBuilder {
  /// The lower triangle filled row by row, its diagonal through exp.
  mutating func constrainToFactor(
    _ u: ValueID, along axis: AxisID?, _ row: AxisID, _ column: AxisID
  ) -> Constrained {
    let raw = lowerTriangle(u, along: axis, row, column, strict: false)
    let diagonal = isDiagonal(row, column)
    let factor = select(diagonal, unary(.exp, raw), raw)
    let stretch = sum(select(diagonal, raw, constant(0)), over: [row, column])
    return Constrained(
      value: Operand(factor, components: [row, column]), logJacobian: stretch)
  }

  /// `L Lᵀ`, whose Jacobian from L is `2^D Π_i L_ii^(D-i+1)`, i from 1.
  mutating func constrainToCovariance(
    _ u: ValueID, along axis: AxisID?, _ row: AxisID, _ column: AxisID
  ) -> Constrained {
    let factor = constrainToFactor(u, along: axis, row, column)
    let raw = lowerTriangle(u, along: axis, row, column, strict: false)
    let size = Double(program[row].size)
    let power = subtract(constant(size), cast(position(row), to: .real))
    let weighted = select(isDiagonal(row, column), multiply(power, raw), constant(0))
    let stretch = add(sum(weighted, over: [row, column]), constant(size * Double.log(2)))
    return Constrained(
      value: Operand(selfProduct(factor.value.value, row, column), components: [row, column]),
      logJacobian: add(factor.logJacobian, stretch))
  }

  /// Rows of length 1 from canonical partial correlations `z = tanh(u)`:
  /// `L_ij = z_ij √Π_{k<j}(1 - z_ik²)`, with 1 for `z_ii`.
  mutating func constrainToCorrelationFactor(
    _ u: ValueID, along axis: AxisID?, _ row: AxisID, _ column: AxisID
  ) -> Constrained {
    let raw = lowerTriangle(u, along: axis, row, column, strict: true)
    let isBelow = compare(.less, real(column), real(row))
    // log(1 - tanh(u)²) = 2 (log 2 - u - softplus(-2u)), without cancellation.
    let shrunk = unary(.softplus, multiply(constant(-2), raw))
    let logComplement = multiply(
      constant(2), subtract(constant(Double.log(2)), add(raw, shrunk)))
    let masked = select(isBelow, logComplement, constant(0))
    let before = append(
      .cumulativeSum(masked, along: column, exclusive: true, reversed: false))
    let scale = unary(.exp, multiply(constant(0.5), before))
    let inside = select(isBelow, unary(.tanh, raw), constant(0))
    let direction = select(isDiagonal(row, column), constant(1), inside)
    let stretch = select(
      isBelow, add(logComplement, multiply(constant(0.5), before)), constant(0))
    return Constrained(
      value: Operand(multiply(direction, scale), components: [row, column]),
      logJacobian: sum(stretch, over: [row, column]))
  }

  /// `L Lᵀ`, whose Jacobian from L is `Π_i L_ii^(D-i)`, i from 1.
  mutating func constrainToCorrelation(
    _ u: ValueID, along axis: AxisID?, _ row: AxisID, _ column: AxisID
  ) -> Constrained {
    let factor = constrainToCorrelationFactor(u, along: axis, row, column)
    let size = Double(program[row].size)
    let power = subtract(constant(size - 1), cast(position(row), to: .real))
    let diagonal = select(isDiagonal(row, column), factor.value.value, constant(1))
    let stretch = sum(multiply(power, unary(.log, diagonal)), over: [row, column])
    return Constrained(
      value: Operand(selfProduct(factor.value.value, row, column), components: [row, column]),
      logJacobian: add(factor.logJacobian, stretch))
  }

  mutating func unconstrainFromFactor(
    _ factor: ValueID, along axis: AxisID?, _ row: AxisID, _ column: AxisID
  ) -> ValueID {
    guard let axis else { return factor }
    let diagonal = isDiagonal(row, column)
    let logDiagonal = unary(.log, select(diagonal, factor, constant(1)))
    return lowerEntries(
      select(diagonal, logDiagonal, factor), along: axis, row, column, strict: false)
  }

  mutating func unconstrainFromCorrelationFactor(
    _ factor: ValueID, along axis: AxisID?, _ row: AxisID, _ column: AxisID
  ) -> ValueID {
    guard let axis else { return factor }
    let isBelow = compare(.less, real(column), real(row))
    let square = select(isBelow, unary(.square, factor), constant(0))
    let used = append(.cumulativeSum(square, along: column, exclusive: true, reversed: false))
    let rest = unary(.sqrt, subtract(constant(1), used))
    let partial = select(isBelow, divide(factor, rest), constant(0))
    return lowerEntries(unary(.atanh, partial), along: axis, row, column, strict: true)
  }

  /// Spreads a vector over a lower triangle row by row; 0 elsewhere.
  private mutating func lowerTriangle(
    _ u: ValueID, along axis: AxisID?, _ row: AxisID, _ column: AxisID, strict: Bool
  ) -> ValueID {
    guard let axis, program[axis].size > 0 else {
      return append(.broadcast(constant(0), along: [row, column].sorted()))
    }
    let place = triangularPlace(row, column, strict: strict)
    return gather(u, axis: axis, at: place)
  }

  /// Collects the lower triangle of a matrix along an axis, the inverse of `lowerTriangle`.
  private mutating func lowerEntries(
    _ matrix: ValueID, along axis: AxisID, _ row: AxisID, _ column: AxisID, strict: Bool
  ) -> ValueID {
    let place = triangularPlace(row, column, strict: strict)
    return append(.scatterAdd(matrix, axis: axis, at: place, over: [row, column].sorted()))
  }

  /// The position of entry (i, j) in the row-by-row order of the triangle; -1 outside it.
  private mutating func triangularPlace(
    _ row: AxisID, _ column: AxisID, strict: Bool
  ) -> ValueID {
    let i = real(row)
    let j = real(column)
    let start = multiply(i, add(i, constant(strict ? -1 : 1)))
    let place = add(multiply(constant(0.5), start), j)
    let inside = compare(strict ? .less : .lessOrEqual, j, i)
    return cast(select(inside, place, constant(-1)), to: .integer)
  }

  /// `L Lᵀ` over the same two axes.
  private mutating func selfProduct(
    _ factor: ValueID, _ row: AxisID, _ column: AxisID
  ) -> ValueID {
    let inner = axis("inner", size: program[row].size)
    let left = rename(factor, from: column, to: inner)
    let right = rename(rename(factor, from: column, to: inner), from: row, to: column)
    return contract(left, right, over: [inner])
  }

  private mutating func isDiagonal(_ row: AxisID, _ column: AxisID) -> ValueID {
    compare(.equal, real(row), real(column))
  }

  private mutating func real(_ axis: AxisID) -> ValueID { cast(position(axis), to: .real) }
}
