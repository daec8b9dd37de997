/// One value of a program; operands have smaller identities than their users.
public struct ValueID: Hashable, Comparable, Sendable {
  /// The position in the program's table.
  public let index: Int32

  /// Creates the identity of a position.
  public init(index: Int32) { self.index = index }

  /// True iff the first position is the smaller one.
  public static func < (a: ValueID, b: ValueID) -> Bool { a.index < b.index }
}

/// One input of a program, by position in its table of inputs.
public struct InputID: Hashable, Comparable, Sendable {
  /// The position in the program's table.
  public let index: Int32

  /// Creates the identity of a position.
  public init(index: Int32) { self.index = index }

  /// True iff the first position is the smaller one.
  public static func < (a: InputID, b: InputID) -> Bool { a.index < b.index }
}

/// What one node computes. Every consumer switches over all cases, without `default`.
///
/// Elementwise ops (`unary`, `binary`, `compare`, `logical`, `select`, `cast`) have the union of
/// their operands' axes; an operand without an axis is constant along it.
public enum Op: Hashable, Sendable {
  case input(InputID)
  /// A real number without axes.
  case constant(Double)
  /// Fixed reals along one axis, one for each of its members.
  case table([Double], along: AxisID)
  /// The position along an axis, an integer from 0.
  case position(AxisID)
  /// A value that is still to be filled in; no output of a finished program needs one.
  case hole(Hole)

  case unary(Unary, ValueID)
  case binary(Binary, ValueID, ValueID)
  /// True where the relation holds; operands are real or integer.
  case compare(Comparison, ValueID, ValueID)
  case logical(Logical, ValueID, ValueID)
  case not(ValueID)
  /// Elementwise choice by a boolean; the branches have one element type.
  case select(ValueID, then: ValueID, otherwise: ValueID)
  /// Integer to real, boolean to 0 and 1, real towards zero to integer, not zero to true.
  case cast(ValueID, to: ElementType)

  /// The same value, repeated along axes that it does not have.
  case broadcast(ValueID, along: [AxisID])
  /// The same value with another axis of the same size in place of `from`.
  case rename(ValueID, from: AxisID, to: AxisID)
  /// Removes axes that the operand has.
  case reduce(Reduction, ValueID, over: [AxisID])
  /// The sum of the product of two reals over axes that both have; further shared axes stay.
  case contract(ValueID, ValueID, over: [AxisID])
  /// Running sums along an axis; with `exclusive`, of what lies strictly before (or, `reversed`,
  /// strictly behind).
  case cumulativeSum(ValueID, along: AxisID, exclusive: Bool, reversed: Bool)

  /// `value[… axis = at …]` at every point of the other axes of `value` and those of `at`.
  ///
  /// `at` is an integer and does not have `axis`. A position outside the axis gives 0 (false).
  case gather(ValueID, axis: AxisID, at: ValueID)
  /// The transpose of `gather`: adds each element of `value` at the position `at` of the new
  /// `axis`, summing over the axes `over`; positions outside the axis are dropped.
  case scatterAdd(ValueID, axis: AxisID, at: ValueID, over: [AxisID])

  /// The lower Cholesky factor `L[row, column]` of a symmetric matrix over two axes of one size;
  /// NaN throughout where the matrix is not positive definite. Only the lower triangle is read.
  case cholesky(ValueID, row: AxisID, column: AxisID)
  /// `x` with `Σ_column L[row, column] x[column] = b[row]` for lower-triangular `L`; the result has
  /// `column` in place of `row`. Transposed: `Σ_row L[row, column] x[row] = b[column]`.
  case solveTriangular(ValueID, ValueID, row: AxisID, column: AxisID, transposed: Bool)
  /// As `solveTriangular` for any square matrix, by elimination with partial pivoting; NaN where
  /// it is singular.
  case solve(ValueID, ValueID, row: AxisID, column: AxisID, transposed: Bool)
  /// log |det M|; -inf for a singular matrix.
  case logAbsDeterminant(ValueID, row: AxisID, column: AxisID)
  /// det M.
  case determinant(ValueID, row: AxisID, column: AxisID)

  /// A value that a loop leaves; nodes of one loop are computed together.
  case scan(Scan, ScanResult)
}

/// A real function of one real.
public enum Unary: Hashable, Sendable {
  /// `sign` of NaN is NaN; `round` takes halves to the even neighbour.
  case negate, reciprocal, absolute, sign, floor, ceiling, round
  /// The power of two at or below |x|, with the sign of x; 0 if that is subnormal.
  case binade
  case exp, expm1, log, log1p, sqrt, square
  case sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, asinh, acosh, atanh
  /// 1 / (1 + exp(-x)).
  case logistic
  /// log(1 + exp(x)).
  case softplus
  /// log(1 - exp(-x)) for x > 0.
  case log1mExpNegative
  /// log |Γ(x)|.
  case logGamma
  /// The derivatives of log Γ: order 0 is digamma, 1 trigamma, and so on.
  case polygamma(Int)
  case erf, erfc
  /// The standard normal distribution function, its logarithm and its inverse.
  case normalCDF, logNormalCDF, inverseNormalCDF

  /// One of each, with the low orders of those that have an order.
  public static let samples: [Unary] = [
    .negate, .reciprocal, .absolute, .sign, .floor, .ceiling, .round, .binade, .exp, .expm1, .log,
    .log1p, .sqrt, .square, .sin, .cos, .tan, .asin, .acos, .atan, .sinh, .cosh, .tanh, .asinh,
    .acosh, .atanh, .logistic, .softplus, .log1mExpNegative, .logGamma, .polygamma(0),
    .polygamma(1), .polygamma(2), .erf, .erfc, .normalCDF, .logNormalCDF, .inverseNormalCDF,
  ]
}

/// A function of two reals, or of two integers where it says so.
public enum Binary: String, CaseIterable, Hashable, Sendable {
  /// Also on integers.
  case add, subtract, multiply, minimum, maximum
  case divide
  /// x^y; 0^0 = 1.
  case power
  case atan2
  /// x log y, with 0 log 0 = 0.
  case xLogY
  /// log(exp(x) + exp(y)).
  case logAddExp
  /// log B(x, y).
  case logBeta
  /// log I_x(y), the modified Bessel function of the first kind; differentiable in y only.
  case logBesselI
  /// Floored quotient and remainder; also on integers; not differentiable.
  case floorDivide, modulo
}

/// A relation between two reals or two integers; none but `notEqual` holds for NaN.
public enum Comparison: String, CaseIterable, Hashable, Sendable {
  case less, lessOrEqual, equal, notEqual
}

/// A function of two booleans.
public enum Logical: String, CaseIterable, Hashable, Sendable {
  case and, or
}

/// A way to remove axes. Over no elements: 0, 1, -inf, inf, -inf.
public enum Reduction: String, CaseIterable, Hashable, Sendable {
  case sum, product, maximum, minimum, logSumExp
}
