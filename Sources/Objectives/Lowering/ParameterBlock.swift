public import Semantics
public import TensorIR

/// The coordinates of one variable, or of one tensor of a net's weights, in the vector of a lowered
/// density. Those of a net follow one another in the order of `weights(f)`.
public struct ParameterBlock: Sendable {
  public let owner: Movable
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
  /// How the coordinates, row-major, are spread around zero where an optimiser starts; `nil` where
  /// the model does not say.
  public let start: StartSpread?

  /// The variable, if it is no net.
  public var variable: VariableID? {
    if case .variable(let id) = owner { id } else { nil }
  }
}
