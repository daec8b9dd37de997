import Semantics

/// The data found for one variable, before it is matched with the variable's axes.
struct Input {
  let variable: VariableID
  let file: String
  /// What messages call it: ``column `y` ``, `` `x` ``, ``columns `a`, `b` ``.
  let title: String
  /// Whether its first dimension are the rows of a table.
  let isTable: Bool
  /// The names of the columns that were put side by side; empty for one array.
  let columns: [String]
  var array: DataArray
  /// In long format the columns that say which element each row is, outermost first.
  var indexColumns: [DataArray] = []
  /// What the numbers are to be multiplied with; bytes of a `unit` are over 255 without it.
  var scale: Double?
  /// How likely each element is to be true, if truth values are drawn anew at each step.
  var chances: [Float]?
  /// The source element of each dense element, -1 for none; `nil` when they are the same.
  var positions: [Int]?
  /// Once matched: the length of each axis of the variable.
  var shape: [Int] = []
}

/// One axis of a variable's values: an index, or a component of its type.
struct Axis {
  let set: IndexSetID
  let isIndex: Bool
  let coverage: Coverage
}

/// A member of an ordered set, counted from 0 at either end.
enum Edge: Hashable {
  case fromFirst(Int)
  case fromLast(Int)

  func position(size: Int) -> Int {
    switch self {
    case .fromFirst(let offset): offset
    case .fromLast(let offset): size - 1 - offset
    }
  }

  /// Whether it lies before another in every set that is long enough.
  func precedes(_ other: Edge) -> Bool {
    switch (self, other) {
    case (.fromFirst(let a), .fromFirst(let b)): a < b
    case (.fromFirst, .fromLast): true
    case (.fromLast, .fromFirst): false
    case (.fromLast(let a), .fromLast(let b)): a > b
    }
  }

  func moved(by steps: Int) -> Edge {
    switch self {
    case .fromFirst(let offset): .fromFirst(offset + steps)
    case .fromLast(let offset): .fromLast(offset - steps)
    }
  }
}

/// The members from one edge to another, both included.
struct Coverage: Hashable {
  var lower: Edge
  var upper: Edge

  static let all = Coverage(lower: .fromFirst(0), upper: .fromLast(0))

  func union(_ other: Coverage) -> Coverage {
    Coverage(
      lower: other.lower.precedes(lower) ? other.lower : lower,
      upper: upper.precedes(other.upper) ? other.upper : upper)
  }

  func length(size: Int) -> Int {
    max(0, upper.position(size: size) - lower.position(size: size) + 1)
  }

  /// The length where it is the same in every set.
  var fixedLength: Int? {
    switch (lower, upper) {
    case (.fromFirst(let a), .fromFirst(let b)): max(0, b - a + 1)
    case (.fromLast(let a), .fromLast(let b)): max(0, a - b + 1)
    case (.fromFirst, .fromLast), (.fromLast, .fromFirst): nil
    }
  }

  /// The size of a set of which this covers so many members; `nil` where any size would do.
  func size(length: Int) -> Int? {
    switch (lower, upper) {
    case (.fromFirst(let a), .fromLast(let b)): length + a + b
    case (.fromLast(let a), .fromFirst(let b)): a + b + 2 - length
    case (.fromFirst, .fromFirst), (.fromLast, .fromLast): nil
    }
  }
}
