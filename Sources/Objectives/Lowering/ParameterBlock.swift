public import Semantics
public import TensorIR

/// The coordinates of one variable, or of one tensor of a net's weights, in the vector of a lowered
/// density. Those of a net follow one another in the order of `weights(f)`.
public struct ParameterBlock: Sendable {
  public let owner: Movable
  /// The name of the variable, or of the tensor: `f.w1`.
  public let name: String
  /// The name of the variable or of the net.
  public let ownerName: String
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

  /// The names of the coordinates, row-major: `f.w1[2,3]`.
  public var elementNames: [String] {
    guard !sizes.isEmpty else { return [name] }
    let tuples = sizes.reduce([[String]()]) { prefixes, size in
      prefixes.flatMap { prefix in (0..<size).map { prefix + [String($0 + 1)] } }
    }
    return tuples.map { "\(name)[\($0.joined(separator: ","))]" }
  }
}
