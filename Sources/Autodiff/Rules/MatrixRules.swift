import TensorIR

/// Derivatives of factorisations and systems (Giles 2008; Murray 2016), with named axes.
extension ProgramBuilder {
  /// Zeroes what lies above the diagonal and halves the diagonal.
  private mutating func halvedLower(_ m: ValueID, _ row: AxisID, _ column: AxisID) -> ValueID {
    let below = indicator(.less, column, row)
    let notAbove = indicator(.lessOrEqual, column, row)
    let mask = multiply(constant(0.5), add(below, notAbove))
    return multiply(m, mask)
  }

  /// Zeroes what lies above the diagonal.
  private mutating func lower(_ m: ValueID, _ row: AxisID, _ column: AxisID) -> ValueID {
    let (left, right) = (position(column), position(row))
    let isLower = compare(.lessOrEqual, left, right)
    return select(isLower, m, constant(0))
  }

  /// The cotangent of a matrix, given that of its lower Cholesky factor L.
  ///
  /// With P the halved lower triangle of L' Lbar and S = L^-T P L^-1, it is the halved lower
  /// triangle of S + S'; only the lower triangle of the matrix is read.
  mutating func choleskyCotangent(
    _ l: ValueID, _ given: ValueID, row: AxisID, column: AxisID
  ) -> ValueID {
    let p = twin(of: row, besides: [l, given], column)
    let q = twin(of: row, besides: [l, given], column, p)
    let cotangent = widen(given, along: [row, column])
    let left = rename(l, from: column, to: p)
    let product = contract(left, cotangent, over: [row])
    let inner = halvedLower(product, p, column)
    let half = append(
      .solveTriangular(left, inner, row: row, column: p, transposed: true))
    let right = rename(l, from: row, to: q)
    let both = append(
      .solveTriangular(right, half, row: q, column: column, transposed: true))
    let s = rename(both, from: q, to: column)
    let total = add(s, transpose(s, row, column))
    return halvedLower(total, row, column)
  }

  /// The tangent of the lower Cholesky factor L, given that of the matrix.
  ///
  /// It is L times the halved lower triangle of L^-1 W L^-T, where W is symmetric and agrees with
  /// the given tangent in the lower triangle.
  mutating func choleskyTangent(
    _ l: ValueID, _ given: ValueID, row: AxisID, column: AxisID
  ) -> ValueID {
    let p = twin(of: row, besides: [l, given], column)
    let q = twin(of: row, besides: [l, given], column, p)
    let tangent = widen(given, along: [row, column])
    let (i, j) = (position(column), position(row))
    let isLower = compare(.lessOrEqual, i, j)
    let symmetric = select(isLower, tangent, transpose(tangent, row, column))
    let left = rename(l, from: column, to: p)
    let half = append(
      .solveTriangular(left, symmetric, row: row, column: p, transposed: false))
    let right = rename(rename(l, from: column, to: q), from: row, to: column)
    let both = append(
      .solveTriangular(right, half, row: column, column: q, transposed: false))
    let inner = halvedLower(both, p, q)
    let result = contract(left, inner, over: [p])
    return rename(result, from: q, to: column)
  }

  /// The cotangent of a system's matrix, given its solution and the cotangent of its right-hand
  /// side: minus their outer product, summed over right-hand sides.
  mutating func systemCotangent(
    of m: ValueID, solution: ValueID, side: ValueID, row: AxisID, column: AxisID,
    isTriangular: Bool
  ) -> ValueID {
    let own = Set(type(m).axes)
    let extra = Set(type(solution).axes).union(type(side).axes).subtracting(own)
    let product = negate(sumOfProduct(side, solution, over: extra))
    return isTriangular ? lower(product, row, column) : product
  }

  /// What the tangent of a system's matrix takes from its right-hand side.
  mutating func systemTangent(
    _ given: ValueID, solution: ValueID, row: AxisID, column: AxisID, transposed: Bool,
    isTriangular: Bool
  ) -> ValueID {
    let tangent = widen(given, along: [row, column])
    let read = isTriangular ? lower(tangent, row, column) : tangent
    return negate(sumOfProduct(read, solution, over: [transposed ? row : column]))
  }

  /// The transposed inverse, which is the derivative of log |det M| in M.
  mutating func transposedInverse(
    _ m: ValueID, row: AxisID, column: AxisID
  ) -> ValueID {
    let other = twin(of: row, besides: [m], column)
    let identity = indicator(.equal, row, other)
    let inverse = append(
      .solve(m, identity, row: row, column: column, transposed: false))
    return rename(inverse, from: other, to: row)
  }
}
