public import Semantics
public import TensorIR

/// The coordinates of one variable in the vector of a lowered density.
public struct ParameterBlock: Sendable {
  public let variable: VariableID
  public let name: String
  /// The input that holds the coordinates.
  public let input: InputID
  /// Where they begin in the vector.
  public let offset: Int
  public let count: Int
}
