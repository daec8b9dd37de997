public import Semantics

/// A typed model with its data: every index set has a size, every known variable its values.
public struct BoundModel: Sendable {
  public let model: TypedModel
  /// The size of each set; of a ragged set, its longest.
  public var sizes: [IndexSetID: Int]
  /// For a ragged set, its size at each element of its parents, row-major, outermost first.
  public var raggedSizes: [IndexSetID: [Int]]
  /// The names of members, for sets that have names: declared, or found in the data.
  public var memberNames: [IndexSetID: [String]]
  /// Values of what is known: observed, partial and given variables, and hypers.
  public var values: [VariableID: BoundValue]

  public init(
    model: TypedModel, sizes: [IndexSetID: Int] = [:], raggedSizes: [IndexSetID: [Int]] = [:],
    memberNames: [IndexSetID: [String]] = [:], values: [VariableID: BoundValue] = [:]
  ) {
    self.model = model
    self.sizes = sizes
    self.raggedSizes = raggedSizes
    self.memberNames = memberNames
    self.values = values
  }
}

/// The values of one variable, dense over its indices and then the shape of its type.
///
/// A member of an index set is its position from 0. Elements beyond the end of a ragged set are 0.
public struct BoundValue: Hashable, Sendable {
  public enum Storage: Hashable, Sendable {
    case reals([Double])
    case integers([Int32])
    case booleans([Bool])
    /// Bytes that stand for `byte · scale`: pixels, 1/255.
    case bytes([UInt8], scale: Double)
  }

  /// The size of each index and then of each component axis, outermost first; row-major.
  public let shape: [Int]
  public let storage: Storage
  /// For a partial variable, whether each element of its indices is known; `nil` when all are.
  public let known: [Bool]?

  public init(shape: [Int], storage: Storage, known: [Bool]? = nil) {
    self.shape = shape
    self.storage = storage
    self.known = known
  }
}
