/// One named array of a data file, row-major.
public struct DataArray: Hashable, Sendable {
  public enum Storage: Hashable, Sendable {
    case reals([Double])
    case integers([Int64])
    case booleans([Bool])
    /// Unsigned bytes, as in images.
    case bytes([UInt8])
    case texts([String])
  }

  public var name: String
  /// The size of each dimension, outermost first; of a ragged one, its longest. A scalar has none.
  public var shape: [Int]
  /// Without padding: of a ragged array the rows follow each other.
  public var storage: Storage
  /// For a ragged dimension, its length at each element of the dimensions before it.
  public var lengths: [Int: [Int]]
  /// Whether each element is missing; `nil` when none is. A missing element holds a zero.
  public var missing: [Bool]?

  public init(
    name: String, shape: [Int], storage: Storage, lengths: [Int: [Int]] = [:],
    missing: [Bool]? = nil
  ) {
    self.name = name
    self.shape = shape
    self.storage = storage
    self.lengths = lengths
    self.missing = missing
  }

  /// The number of elements that are stored.
  public var count: Int { storage.count }

  func isMissing(_ element: Int) -> Bool { missing?[element] ?? false }
}

extension DataArray.Storage {
  /// The number of elements.
  public var count: Int {
    switch self {
    case .reals(let values): values.count
    case .integers(let values): values.count
    case .booleans(let values): values.count
    case .bytes(let values): values.count
    case .texts(let values): values.count
    }
  }

  /// One element as the file wrote it, for messages.
  func text(at element: Int) -> String {
    switch self {
    case .reals(let values): shortest(values[element])
    case .integers(let values): String(values[element])
    case .booleans(let values): String(values[element])
    case .bytes(let values): String(values[element])
    case .texts(let values): values[element]
    }
  }

  /// One element as a number; `nil` for a text that is none.
  func number(at element: Int) -> Double? {
    switch self {
    case .reals(let values): values[element]
    case .integers(let values): Double(values[element])
    case .booleans(let values): values[element] ? 1 : 0
    case .bytes(let values): Double(values[element])
    case .texts(let values): decimal(values[element])
    }
  }

  /// One element as an integer; `nil` for what is none.
  func integer(at element: Int) -> Int? {
    switch self {
    case .integers(let values): Int(values[element])
    case .booleans(let values): values[element] ? 1 : 0
    case .bytes(let values): Int(values[element])
    case .reals, .texts: number(at: element).flatMap { Int(exactly: $0) }
    }
  }

  /// The elements at positions, in that order; `nil` stands for a missing one.
  func gathering(_ positions: [Int?]) -> DataArray.Storage {
    func pick<T>(_ values: [T], _ zero: T) -> [T] {
      positions.map { $0.map { values[$0] } ?? zero }
    }
    return switch self {
    case .reals(let values): .reals(pick(values, 0))
    case .integers(let values): .integers(pick(values, 0))
    case .booleans(let values): .booleans(pick(values, false))
    case .bytes(let values): .bytes(pick(values, 0))
    case .texts(let values): .texts(pick(values, ""))
    }
  }
}

/// Writes a number without a needless `.0`.
func shortest(_ value: Double) -> String {
  if let integer = Int(exactly: value), abs(integer) < 1 << 53 { return String(integer) }
  return value == .infinity ? "inf" : value == -.infinity ? "-inf" : String(value)
}
