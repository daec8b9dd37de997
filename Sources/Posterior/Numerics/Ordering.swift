/// Values in ascending order, with the places where they stood.
///
/// The order of NaN is unspecified.
struct Ordering: Sendable {
  /// The values, ascending.
  private(set) var values: [Double]
  /// For each of them, its index among the values as they were given; ascending among equals.
  private(set) var places: [Int32]

  init(_ values: [Double]) {
    precondition(values.count < Int(Int32.max))
    var entries = values.enumerated().map { Entry(key: Entry.key(of: $1), place: Int32($0)) }
    if entries.count < Self.shortest {
      entries.sort { ($0.key, $0.place) < ($1.key, $1.place) }
    } else {
      sortByDigits(&entries)
    }
    self.values = entries.map { values[Int($0.place)] }
    places = entries.map(\.place)
  }

  /// Below this, sorting by comparison is faster.
  private static var shortest: Int { 200 }
}

/// A value as a whole number in the same order, with its place.
private struct Entry {
  let key: UInt64
  let place: Int32

  /// Negative numbers in reverse and below the others; zero has one sign.
  static func key(of value: Double) -> UInt64 {
    let bits = (value + 0).bitPattern
    return bits >> 63 == 1 ? ~bits : bits | 1 << 63
  }
}

/// Sorts by digits of eleven bits, the lowest first; each pass keeps the order of equals.
private func sortByDigits(_ entries: inout [Entry]) {
  let (digits, width) = (6, 11)
  let size = 1 << width
  var starts = [Int](repeating: 0, count: digits * size)
  var target = entries
  for entry in entries {
    for digit in 0..<digits {
      starts[digit * size + Int(truncatingIfNeeded: entry.key >> (digit * width)) & (size - 1)] += 1
    }
  }
  for digit in 0..<digits {
    // Keys that agree in a digit need no pass for it.
    let shift = digit * width
    let first = Int(truncatingIfNeeded: entries[0].key >> shift) & (size - 1)
    if starts[digit * size + first] == entries.count { continue }
    var start = 0
    for value in digit * size..<(digit + 1) * size {
      (starts[value], start) = (start, start + starts[value])
    }
    for entry in entries {
      let value = digit * size + Int(truncatingIfNeeded: entry.key >> shift) & (size - 1)
      target[starts[value]] = entry
      starts[value] += 1
    }
    swap(&entries, &target)
  }
}
