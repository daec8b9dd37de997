/// Vectors of one dimension that a growing tree takes and gives back, in one allocation.
///
/// Room for `capacity` vectors is reserved at once, so taking one never moves the others.
struct VectorPool: Sendable {
  /// The place of a vector in a pool.
  struct Slot: Hashable, Sendable {
    fileprivate let start: Int
  }

  private let dimension: Int
  private var storage: [Double] = []
  private var free: [Slot] = []

  init(dimension: Int, capacity: Int) {
    self.dimension = dimension
    storage.reserveCapacity(dimension * capacity)
    free.reserveCapacity(capacity)
  }

  /// Returns a vector with a copy of the values.
  mutating func take(_ values: [Double]) -> Slot {
    precondition(values.count == dimension)
    guard let slot = free.popLast() else {
      storage.append(contentsOf: values)
      return Slot(start: storage.count - dimension)
    }
    store(values, in: slot)
    return slot
  }

  /// Gives a vector back.
  mutating func release(_ slot: Slot) { free.append(slot) }

  /// Takes all vectors back.
  mutating func releaseAll() {
    storage.removeAll(keepingCapacity: true)
    free.removeAll(keepingCapacity: true)
  }

  /// Overwrites a vector.
  mutating func store(_ values: [Double], in slot: Slot) {
    for index in 0..<dimension { storage[slot.start + index] = values[index] }
  }

  /// Copies a vector to an array.
  func load(_ slot: Slot, into values: inout [Double]) {
    for index in 0..<dimension { values[index] = storage[slot.start + index] }
  }

  /// Adds one vector to another.
  mutating func add(_ slot: Slot, to target: Slot) {
    for index in 0..<dimension { storage[target.start + index] += storage[slot.start + index] }
  }

  /// Returns the inner product of a vector with the sum of two others.
  func dot(_ vector: Slot, withSumOf first: Slot, _ second: Slot) -> Double {
    var sum = 0.0
    for index in 0..<dimension {
      let addend = storage[first.start + index] + storage[second.start + index]
      sum += storage[vector.start + index] * addend
    }
    return sum
  }
}
