/// Vectors of one dimension in one allocation, which never moves.
///
/// Points that have a vector in common hold one slot together, where others would copy: a slot
/// knows how many hold it, and is free again when nobody does. Nothing is allocated after `init`.
///
/// Invariant: the elements behind the last of a vector, up to a whole number of lanes, are zero, so
/// that loops need not treat the last elements apart.
struct VectorPool: ~Copyable {
  /// The place of a vector in a pool.
  struct Slot: Hashable, Sendable {
    fileprivate let index: Int
  }

  /// The number of elements of a vector.
  let dimension: Int
  /// The number of groups of four elements that cover a vector.
  let groupCount: Int
  private let stride: Int
  private let memory: UnsafeMutablePointer<Double>
  private let holders: UnsafeMutablePointer<Int>
  private let free: UnsafeMutablePointer<Slot>
  private let capacity: Int
  private var freeCount: Int

  init(dimension: Int, capacity: Int) {
    self.dimension = dimension
    self.capacity = capacity
    groupCount = (dimension + 3) / 4
    stride = Self.stride(dimension)
    // One more cache line, since machine code may read past the end of the last vector.
    let bytes = (capacity * stride + 8) * MemoryLayout<Double>.stride
    memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
      .bindMemory(to: Double.self, capacity: capacity * stride + 8)
    holders = .allocate(capacity: capacity)
    holders.initialize(repeating: 0, count: capacity)
    free = .allocate(capacity: capacity)
    freeCount = capacity
    for index in 0..<capacity {
      // The first slots are taken first, so that memory nobody needs is never touched.
      (free + index).initialize(to: Slot(index: capacity - 1 - index))
      let end = memory + index * stride
      for element in dimension..<stride { (end + element).initialize(to: 0) }
    }
  }

  deinit {
    UnsafeMutableRawPointer(memory).deallocate()
    holders.deallocate()
    free.deallocate()
  }

  /// Whole cache lines, and no multiple of a page: vectors a page apart compete for one place in
  /// the cache.
  private static func stride(_ dimension: Int) -> Int {
    let stride = (dimension + 7) / 8 * 8
    return stride > 0 && stride % 512 == 0 ? stride + 24 : stride
  }

  /// The number of slots that somebody holds.
  var heldCount: Int { capacity - freeCount }

  /// Returns a slot for the caller to hold; its vector has any values.
  mutating func take() -> Slot {
    precondition(freeCount > 0, "there are slots for a trajectory of the maximum depth")
    freeCount -= 1
    let slot = free[freeCount]
    holders[slot.index] = 1
    return slot
  }

  /// Holds a slot once more.
  mutating func hold(_ slot: Slot) { holders[slot.index] &+= 1 }

  /// Ends one holding of a slot.
  mutating func release(_ slot: Slot) {
    holders[slot.index] &-= 1
    if holders[slot.index] == 0 {
      free[freeCount] = slot
      freeCount += 1
    }
  }

  /// True iff nobody but the caller holds a slot.
  func isSole(_ slot: Slot) -> Bool { holders[slot.index] == 1 }

  /// Returns the first element of a vector.
  func start(_ slot: Slot) -> UnsafeMutablePointer<Double> { memory + slot.index * stride }

  /// The elements of a vector, as long as the pool lives.
  func elements(_ slot: Slot) -> UnsafeMutableBufferPointer<Double> {
    UnsafeMutableBufferPointer(start: start(slot), count: dimension)
  }

  /// Overwrites a vector.
  ///
  /// - Precondition: there are as many values as elements.
  func store(_ values: [Double], in slot: Slot) {
    precondition(values.count == dimension)
    for (index, value) in values.enumerated() { start(slot)[index] = value }
  }
}
