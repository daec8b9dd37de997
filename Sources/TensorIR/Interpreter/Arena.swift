/// Memory for values of the three element types.
struct Arena<R: Real>: Sendable {
  private var reals: [R]
  private var integers: [Int]
  private var booleans: [Bool]

  init(_ sizes: ArenaSizes) {
    reals = [R](repeating: 0, count: sizes.real + 1)
    integers = [Int](repeating: 0, count: sizes.integer + 1)
    booleans = [Bool](repeating: false, count: sizes.boolean + 1)
  }

  /// Calls `body` with the start of each kind of memory; for reading and writing.
  mutating func withPointers(_ body: (ArenaPointers<R>) -> Void) {
    reals.withUnsafeMutableBufferPointer { reals in
      integers.withUnsafeMutableBufferPointer { integers in
        booleans.withUnsafeMutableBufferPointer { booleans in
          if let r = reals.baseAddress, let i = integers.baseAddress, let b = booleans.baseAddress {
            body(ArenaPointers(reals: r, integers: i, booleans: b))
          }
        }
      }
    }
  }

  /// Calls `body` with the start of each kind of memory, of which it must not write.
  func withReadOnlyPointers(_ body: (ArenaPointers<R>) -> Void) {
    reals.withUnsafeBufferPointer { reals in
      integers.withUnsafeBufferPointer { integers in
        booleans.withUnsafeBufferPointer { booleans in
          if let r = reals.baseAddress, let i = integers.baseAddress, let b = booleans.baseAddress {
            body(
              ArenaPointers(
                reals: UnsafeMutablePointer(mutating: r),
                integers: UnsafeMutablePointer(mutating: i),
                booleans: UnsafeMutablePointer(mutating: b)))
          }
        }
      }
    }
  }
}

/// The starts of an arena's memory, valid inside the call that gave them.
struct ArenaPointers<R: Real> {
  let reals: UnsafeMutablePointer<R>
  let integers: UnsafeMutablePointer<Int>
  let booleans: UnsafeMutablePointer<Bool>
}

/// Both memories of a run: what is evaluated once, and what every run writes anew.
struct Memory<R: Real> {
  let fixed: ArenaPointers<R>
  let working: ArenaPointers<R>

  @inline(__always)
  func reals(_ place: Place) -> UnsafeMutablePointer<R> {
    (place.isFixed ? fixed : working).reals + place.offset
  }

  @inline(__always)
  func integers(_ place: Place) -> UnsafeMutablePointer<Int> {
    (place.isFixed ? fixed : working).integers + place.offset
  }

  @inline(__always)
  func booleans(_ place: Place) -> UnsafeMutablePointer<Bool> {
    (place.isFixed ? fixed : working).booleans + place.offset
  }
}

/// Where a value starts, in the memory for its element type.
struct Place: Hashable, Sendable {
  var isFixed = false
  var offset = 0
}
