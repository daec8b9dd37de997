public import Semantics

/// A typed model with its data: every index set has a size, every known variable its values.
public struct BoundModel: Sendable {
  public let model: TypedModel
  /// The size of each set; of a ragged set, its longest.
  public var sizes: [IndexSetID: Int]
  /// For a ragged set, its size at each element of its parents, row-major, outermost first.
  public var raggedSizes: [IndexSetID: [Int]]
  /// The number of the first member of each set: 0 for `C = 0..9`, otherwise 1.
  public var firstMembers: [IndexSetID: Int]
  /// The names of members, for sets that have names: declared, or found in the data.
  public var memberNames: [IndexSetID: [String]]
  /// Values of what is known: observed, partial and given variables, and hypers.
  public var values: [VariableID: BoundValue]
  /// What `--standardise` took away, for each variable that it was asked for.
  public var standardisations: [VariableID: Standardisation]
  /// The weights of nets that are known, flat: those of a fit.
  public var weights: [FunctionID: [Double]] = [:]

  public init(
    model: TypedModel, sizes: [IndexSetID: Int] = [:], raggedSizes: [IndexSetID: [Int]] = [:],
    firstMembers: [IndexSetID: Int] = [:], memberNames: [IndexSetID: [String]] = [:],
    values: [VariableID: BoundValue] = [:],
    standardisations: [VariableID: Standardisation] = [:]
  ) {
    self.model = model
    self.sizes = sizes
    self.raggedSizes = raggedSizes
    self.firstMembers = firstMembers
    self.memberNames = memberNames
    self.values = values
    self.standardisations = standardisations
  }

  /// What a member of a set is called in results: its name, or its number.
  public func memberName(_ position: Int, of set: IndexSetID) -> String {
    if let names = memberNames[set], position < names.count { return names[position] }
    return String(position + (firstMembers[set] ?? 1))
  }
}

/// The mean and the sample standard deviation of each component before they were divided out.
public struct Standardisation: Hashable, Sendable {
  public let means: [Double]
  public let deviations: [Double]

  public init(means: [Double], deviations: [Double]) {
    self.means = means
    self.deviations = deviations
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
  /// The position of the first member on each axis of `shape`. It is 0 but for a variable of which
  /// only a part is known, as in `observed x[n,0]`: the values cover that part alone.
  public let starts: [Int]
  public let storage: Storage
  /// Whether each element of the indices is known, row-major; `nil` when all within the ragged sets
  /// are. Unknown ones are the holes of a partial variable, those of an optional type, which are
  /// `none`, and the elements beyond the end of a ragged set.
  public let known: [Bool]?
  /// How likely each truth value is to be true, if each step of a training draws them anew; those
  /// of `storage` are one such draw.
  public let chances: [Float]?

  public init(
    shape: [Int], starts: [Int]? = nil, storage: Storage, known: [Bool]? = nil,
    chances: [Float]? = nil
  ) {
    self.shape = shape
    self.starts = starts ?? shape.map { _ in 0 }
    self.storage = storage
    self.known = known
    self.chances = chances
  }

  /// The elements as numbers: positions of members, 0 and 1 for truth values.
  public var numbers: [Double] {
    switch storage {
    case .reals(let values): values
    case .integers(let values): values.map(Double.init)
    case .booleans(let values): values.map { $0 ? 1 : 0 }
    case .bytes(let values, let scale): values.map { Double($0) * scale }
    }
  }
}
