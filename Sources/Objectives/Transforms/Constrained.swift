public import TensorIR

/// The image of unconstrained coordinates: a value of the declared type, and how it stretches.
public struct Constrained: Sendable {
  public let value: Operand
  /// log |det ∂value/∂coordinates| of one batch element.
  public let logJacobian: ValueID

  public init(value: Operand, logJacobian: ValueID) {
    self.value = value
    self.logJacobian = logJacobian
  }
}

/// The constrained spaces of the reference manual of Stan, and the maps onto them.
///
/// A space knows how many coordinates one element of a batch has; the coordinates of a number lie
/// along no axis, those of a vector or a matrix along one. Bounds are values of the program, so
/// they may depend on other variables. Formulas: Stan Reference Manual, "Constraint Transforms".
public enum ConstrainedSpace: Hashable, Sendable {
  /// The open interval between the bounds; without a bound, unlimited on that side.
  case interval(lower: ValueID?, upper: ValueID?)
  /// Probabilities along an axis, by the inverse isometric log-ratio.
  case simplex(AxisID)
  /// An increasing vector; `positive` starts above 0.
  case ordered(AxisID, positive: Bool)
  /// Lower-triangular factors with a positive diagonal, and their products `L Lᵀ`.
  case choleskyFactor(row: AxisID, column: AxisID)
  case covariance(row: AxisID, column: AxisID)
  /// Factors with rows of length 1, and their products.
  case choleskyCorrelation(row: AxisID, column: AxisID)
  case correlation(row: AxisID, column: AxisID)

  /// The number of coordinates along their axis, `nil` for a number; `size` gives that of an axis.
  public func coordinateCount(_ size: (AxisID) -> Int) -> Int? {
    switch self {
    case .interval: return nil
    case .simplex(let axis): return size(axis) - 1
    case .ordered(let axis, _): return size(axis)
    case .choleskyFactor(let row, _), .covariance(let row, _):
      return size(row) * (size(row) + 1) / 2
    case .choleskyCorrelation(let row, _), .correlation(let row, _):
      return size(row) * (size(row) - 1) / 2
    }
  }

  /// The axes of one constrained value.
  public var components: [AxisID] {
    switch self {
    case .interval: []
    case .simplex(let axis), .ordered(let axis, _): [axis]
    case .choleskyFactor(let row, let column), .covariance(let row, let column),
      .choleskyCorrelation(let row, let column), .correlation(let row, let column):
      [row, column]
    }
  }
}

extension ProgramBuilder {
  /// Maps coordinates to a constrained value.
  ///
  /// - Parameter axis: where the coordinates lie; needed unless the space is that of a number.
  public mutating func constrain(
    _ coordinates: ValueID, along axis: AxisID?, to space: ConstrainedSpace
  ) -> Constrained {
    switch space {
    case .interval(let lower, let upper):
      return constrainToInterval(coordinates, lower: lower, upper: upper)
    case .simplex(let component):
      return constrainToSimplex(coordinates, along: axis, component)
    case .ordered(let component, let positive):
      return constrainToOrdered(coordinates, along: axis, component, positive: positive)
    case .choleskyFactor(let row, let column):
      return constrainToFactor(coordinates, along: axis, row, column)
    case .covariance(let row, let column):
      return constrainToCovariance(coordinates, along: axis, row, column)
    case .choleskyCorrelation(let row, let column):
      return constrainToCorrelationFactor(coordinates, along: axis, row, column)
    case .correlation(let row, let column):
      return constrainToCorrelation(coordinates, along: axis, row, column)
    }
  }

  /// Maps a constrained value back to its coordinates, the inverse of `constrain`.
  public mutating func unconstrain(
    _ value: ValueID, along axis: AxisID?, from space: ConstrainedSpace
  ) -> ValueID {
    switch space {
    case .interval(let lower, let upper):
      return unconstrainFromInterval(value, lower: lower, upper: upper)
    case .simplex(let component):
      return unconstrainFromSimplex(value, along: axis, component)
    case .ordered(let component, let positive):
      return unconstrainFromOrdered(value, along: axis, component, positive: positive)
    case .choleskyFactor(let row, let column):
      return unconstrainFromFactor(value, along: axis, row, column)
    case .covariance(let row, let column):
      let factor = append(.cholesky(value, row: row, column: column))
      return unconstrainFromFactor(factor, along: axis, row, column)
    case .choleskyCorrelation(let row, let column):
      return unconstrainFromCorrelationFactor(value, along: axis, row, column)
    case .correlation(let row, let column):
      let factor = append(.cholesky(value, row: row, column: column))
      return unconstrainFromCorrelationFactor(factor, along: axis, row, column)
    }
  }

  /// The sum along an axis that may be empty of coordinates.
  mutating func total(_ value: ValueID, along axis: AxisID?) -> ValueID {
    guard let axis else { return value }
    return sum(value, over: [axis])
  }
}
