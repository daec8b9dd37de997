/// How many elements of each type an arena holds.
struct ArenaSizes: Hashable, Sendable {
  let real, integer, boolean: Int

  /// The bytes of them all.
  func byteCount(_ precision: Precision) -> Int {
    let width =
      switch precision {
      case .f64: MemoryLayout<Double>.size
      case .f32: MemoryLayout<Float>.size
      }
    return real * width + integer * MemoryLayout<Int>.size + boolean
  }
}

/// Hands out stretches of an arena before it exists, and takes them back for others.
struct ArenaLayout {
  private var real = Stretches()
  private var integer = Stretches()
  private var boolean = Stretches()

  var sizes: ArenaSizes {
    ArenaSizes(real: real.size, integer: integer.size, boolean: boolean.size)
  }

  mutating func take(_ element: ElementType, count: Int) -> Int {
    switch element {
    case .real: real.take(count)
    case .integer: integer.take(count)
    case .boolean: boolean.take(count)
    }
  }

  mutating func giveBack(_ element: ElementType, offset: Int, count: Int) {
    switch element {
    case .real: real.giveBack(offset, count)
    case .integer: integer.giveBack(offset, count)
    case .boolean: boolean.giveBack(offset, count)
    }
  }
}

/// The free and used parts of a line that grows at its end.
private struct Stretches {
  private(set) var size = 0
  /// Ascending, never touching one another.
  private var free: [Range<Int>] = []

  /// Whole cache lines, so that neighbours do not share one.
  private func rounded(_ count: Int) -> Int { (max(count, 1) + 7) & ~7 }

  mutating func take(_ count: Int) -> Int {
    let count = rounded(count)
    let fitting = free.indices.filter { free[$0].count >= count }
    if let best = fitting.min(by: { free[$0].count < free[$1].count }) {
      let start = free[best].lowerBound
      free[best] = (start + count)..<free[best].upperBound
      if free[best].isEmpty { free.remove(at: best) }
      return start
    }
    size += count
    return size - count
  }

  mutating func giveBack(_ offset: Int, _ count: Int) {
    var stretch = offset..<(offset + rounded(count))
    let index = free.firstIndex { $0.lowerBound > offset } ?? free.count
    var touched = index..<index
    if index < free.count, free[index].lowerBound == stretch.upperBound {
      stretch = stretch.lowerBound..<free[index].upperBound
      touched = touched.lowerBound..<(index + 1)
    }
    if index > 0, free[index - 1].upperBound == stretch.lowerBound {
      stretch = free[index - 1].lowerBound..<stretch.upperBound
      touched = (index - 1)..<touched.upperBound
    }
    free.replaceSubrange(touched, with: [stretch])
  }
}
