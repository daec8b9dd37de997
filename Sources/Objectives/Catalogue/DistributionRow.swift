public import ScalarMath
public import Semantics
public import TensorIR

/// A value of a program together with which of its axes are components of one draw or parameter.
///
/// The other axes are a batch: plates, states, directions. A number has no components, a vector
/// one, a matrix two (row, column); a draw and the parameters that go with it share component axes:
/// of `MvNormal`, the mean has `[D]` and the covariance `[D, D']`, and `x` has `[D]`.
public struct Operand: Hashable, Sendable {
  public let value: ValueID
  public let components: [AxisID]

  public init(_ value: ValueID, components: [AxisID] = []) {
    self.value = value
    self.components = components
  }
}

/// The parameters of one draw as numbers: flat, row-major.
public struct NumericParameters: Sendable {
  public let values: [ParameterName: [Double]]
  /// How many elements a draw has along its (first) component axis, 1 for a number.
  public let dimension: Int

  public init(_ values: [ParameterName: [Double]], dimension: Int = 1) {
    self.values = values
    self.dimension = dimension
  }
}

/// A parameter outside its domain, met while drawing.
public struct BadParameter: Error, Hashable, Sendable {
  public let family: Family
  public let parameter: ParameterName
  public let value: Double
  public let domain: Domain

  public init(family: Family, parameter: ParameterName, value: Double, domain: Domain) {
    self.family = family
    self.parameter = parameter
    self.value = value
    self.domain = domain
  }
}

/// The values that a parameter may have.
public enum Domain: String, CaseIterable, Hashable, Sendable {
  /// Any finite number.
  case real
  case positive, nonNegative
  /// [0, 1].
  case unit
  case natural
  case simplex
  case ordered
  case positiveDefinite
  /// Lower triangular with a positive diagonal.
  case choleskyFactor
  /// Greater than the parameter `lower`.
  case aboveLower
  /// Greater than the order of the drawn matrix less one.
  case aboveOrder
}

/// The numeric half of one family of the catalogue; its signature is in `Semantics`.
///
/// Each family is one file `Family+Name.swift` with a `static let` of this type. The log density is
/// written once, as tensor ops, for parameters inside their domains and draws inside the support;
/// the lowering adds the checks that types do not prove. Draws and parameters come as `Operand`s:
/// booleans as booleans, counts and members of a set (positions from 0) as integers. Every way to
/// parametrise the family that its signature lists is handled: `Normal` finds `sd`, `var` or
/// `prec`.
public struct DistributionRow: Sendable {
  public typealias Parameters = [ParameterName: Operand]

  /// What each parameter must satisfy, in the order in which a message names them.
  public let requirements: [(parameter: ParameterName, domain: Domain)]
  /// The log density or log mass at a draw; the axes of the result are those of the batch.
  public let logDensity: @Sendable (inout ProgramBuilder, Operand, Parameters) -> ValueID
  /// Whether a draw lies in the support, for values of the family's base type; `nil` if always.
  public let isInSupport: (@Sendable (inout ProgramBuilder, Operand, Parameters) -> ValueID)?
  /// log P(X ≤ x) and log P(X > x), accurate in the tails; `nil` where truncation is not offered.
  public let logCDF: (@Sendable (inout ProgramBuilder, ValueID, Parameters) -> ValueID)?
  public let logSurvival: (@Sendable (inout ProgramBuilder, ValueID, Parameters) -> ValueID)?
  /// One draw, flat; members are positions, booleans 0 and 1. `nil` for the improper `Flat`.
  public let sample:
    (@Sendable (inout RandomStream, NumericParameters) throws(BadParameter) -> [Double])?
  /// One draw from the family restricted to an interval; `nil` where truncation is not offered.
  public let sampleTruncated:
    (
      @Sendable (inout RandomStream, NumericParameters, ClosedRange<Double>)
        throws(BadParameter) -> [Double]
    )?
  /// The mean, flat as a draw; `nil` where it does not exist or has no closed form.
  public let mean: @Sendable (NumericParameters) -> [Double]?
  /// The variance of each element of a draw.
  public let variance: @Sendable (NumericParameters) -> [Double]?
}
