/// Steps through up to four operands, in elements; operand 0 is the one that is written.
typealias Strides = SIMD4<Int>

/// One loop of a nest: how often it runs and how far each operand moves.
struct LoopLevel: Hashable, Sendable {
  var size: Int
  var strides: Strides
}

/// Nested loops over the axes of a step: any number of outer ones, around rows, around columns.
///
/// Kernels run over rows and columns in one piece; neighbouring axes that all operands cross
/// alike are one loop.
struct LoopNest: Hashable, Sendable {
  private let outer: [LoopLevel]
  let rows: LoopLevel
  let columns: LoopLevel
  /// How often rows and columns run.
  let repetitions: Int

  /// Creates a nest of the given loops, outermost first.
  init(_ levels: [LoopLevel]) {
    var merged: [LoopLevel] = []
    for level in levels where level.size != 1 {
      if let last = merged.last, last.strides == level.strides &* level.size {
        merged[merged.count - 1] = LoopLevel(
          size: last.size * level.size, strides: level.strides)
      } else {
        merged.append(level)
      }
    }
    let once = LoopLevel(size: 1, strides: .zero)
    var columns = merged.popLast() ?? once
    var rows = merged.popLast() ?? once
    // Long loops inside short ones cost less, even if they do not run along memory.
    if columns.size < 8, rows.size >= 32 { swap(&columns, &rows) }
    self.rows = rows
    self.columns = columns
    outer = merged
    repetitions = merged.reduce(1) { $0 * $1.size }
  }

  /// Where each operand starts at one repetition.
  @inline(__always)
  func start(_ repetition: Int) -> Strides {
    guard let first = outer.first else { return .zero }
    var rest = repetition
    var start = Strides.zero
    for level in outer.dropFirst().reversed() {
      let (quotient, index) = rest.quotientAndRemainder(dividingBy: level.size)
      start &+= level.strides &* index
      rest = quotient
    }
    return start &+ first.strides &* rest
  }

  /// Calls `body` with the offsets at the start of each row.
  @inline(__always)
  func forEachRow(_ body: (Strides) -> Void) {
    for repetition in 0..<repetitions {
      var offset = start(repetition)
      for _ in 0..<rows.size {
        body(offset)
        offset &+= rows.strides
      }
    }
  }
}
