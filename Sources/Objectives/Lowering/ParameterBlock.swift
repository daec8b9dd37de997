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
  /// The sizes of its declared indices, of its copies, and of the coordinates of one element.
  public let sizes: [Int]
  /// Where each coordinate, row-major over those, stands in the block.
  public let places: [Int]
}
