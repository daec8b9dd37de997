import TensorIR

/// How the elements of a variable along a chain are cut into blocks.
///
/// Elements that are joined over k steps are joined in blocks of k: then only neighbouring blocks
/// are. A block has the rows (step in the block, place among the inner axes), the last fastest.
struct ChainLayout: Sendable {
  let time: AxisID
  /// The other axes along which elements are joined, made one if they are several.
  let inner: AxisID?
  /// Those axes.
  let joined: [AxisID]
  /// The number of steps in a block.
  let width: Int
  /// The axis of the blocks: that of time if they have one step.
  let blocks: AxisID
  let sides: BlockTridiagonal.Sides?
  /// All other axes.
  let rest: [AxisID]
}

extension ProgramBuilder {
  mutating func chainLayout(
    time: AxisID, inner: AxisID?, joined: [AxisID], width: Int, rest: [AxisID]
  ) -> ChainLayout {
    let depth = inner.map { program[$0].size } ?? 1
    var sides: BlockTridiagonal.Sides?
    var blocks = time
    if width > 1 {
      let count = (program[time].size + width - 1) / width
      blocks = axis(program[time].name, size: count)
      sides = BlockTridiagonal.Sides(
        row: axis("row", size: width * depth), column: axis("column", size: width * depth))
    } else if let inner {
      sides = BlockTridiagonal.Sides(row: inner, column: axis("column", size: depth))
    }
    return ChainLayout(
      time: time, inner: inner, joined: joined, width: width, blocks: blocks, sides: sides,
      rest: rest)
  }

  /// The place of a row or column: its step in the block, and its place among the inner axes.
  private mutating func place(
    _ axis: AxisID, of layout: ChainLayout
  ) -> (step: ValueID, inner: ValueID) {
    let depth = whole(layout.inner.map { program[$0].size } ?? 1)
    return (
      binary(.floorDivide, position(axis), depth), binary(.modulo, position(axis), depth)
    )
  }

  private mutating func whole(_ number: Int) -> ValueID {
    cast(constant(Double(number)), to: .integer)
  }

  private mutating func at(
    _ value: ValueID, _ axis: AxisID?, _ place: ValueID
  ) -> ValueID {
    guard let axis, type(value).axes.contains(axis) else { return value }
    return gather(value, axis: axis, at: place)
  }

  /// A vector over time and the inner axis, along the blocks and their rows; zero behind the end.
  mutating func blocked(_ vector: ValueID, by layout: ChainLayout) -> ValueID {
    guard let sides = layout.sides else { return spread(vector, along: [layout.time]) }
    let own = layout.inner.map { [layout.time, $0] } ?? [layout.time]
    let wide = spread(vector, along: own)
    guard layout.width > 1 else { return wide }
    let (step, inner) = place(sides.row, of: layout)
    let time = add(multiply(position(layout.blocks), whole(layout.width)), step)
    return at(at(wide, layout.inner, inner), layout.time, time)
  }

  /// The other way.
  mutating func unblocked(_ vector: ValueID, by layout: ChainLayout) -> ValueID {
    var value = vector
    if layout.width > 1, let sides = layout.sides {
      let depth = layout.inner.map { program[$0].size } ?? 1
      let width = whole(layout.width)
      var row = multiply(
        binary(.modulo, position(layout.time), width), whole(depth))
      if let inner = layout.inner { row = add(row, position(inner)) }
      value = gather(value, axis: sides.row, at: row)
      value = gather(
        value, axis: layout.blocks, at: binary(.floorDivide, position(layout.time), width))
    }
    guard layout.joined.count > 1, let inner = layout.inner else { return value }
    return gather(value, axis: inner, at: rowMajorPosition(along: layout.joined))
  }

  /// The matrix in blocks.
  ///
  /// - Parameters:
  ///   - bands: for each lag, the elements in the row (t, i) and the column (t - lag, j), over
  ///     time, the inner axis and the column's.
  ///   - column: the axis of j.
  mutating func blocked(
    bands: [ValueID], column: AxisID?, by layout: ChainLayout
  ) -> BlockTridiagonal {
    guard layout.width > 1, let sides = layout.sides else {
      let axes = [layout.time] + [layout.inner, column].compactMap { $0 }
      var parts = (0...1).map { lag in
        spread(lag < bands.count ? bands[lag] : constant(0), along: axes)
      }
      if let column, let sides = layout.sides {
        parts = parts.map { rename($0, from: column, to: sides.column) }
      }
      return BlockTridiagonal(
        blocks: layout.blocks, sides: layout.sides, diagonal: parts[0], below: parts[1])
    }
    let width = whole(layout.width)
    let row = place(sides.row, of: layout)
    let other = place(sides.column, of: layout)
    let start = multiply(position(layout.blocks), width)
    let time = add(start, row.step)
    let axes = [layout.time] + [layout.inner, column].compactMap { $0 }
    var diagonal = constant(0)
    var below = constant(0)
    for (lag, band) in bands.enumerated() {
      let wide = spread(band, along: axes)
      let distance = subtract(row.step, other.step)
      let here = at(at(at(wide, column, other.inner), layout.inner, row.inner), layout.time, time)
      let isLag = indicator(.equal, distance, whole(lag))
      diagonal = add(diagonal, multiply(here, isLag))
      let isAcross = indicator(.equal, add(distance, width), whole(lag))
      below = add(below, multiply(here, isAcross))
      guard lag > 0 else { continue }
      // The other half of the block on the diagonal, at the time of the column.
      let later = add(start, other.step)
      let turned = at(
        at(at(wide, column, row.inner), layout.inner, other.inner), layout.time, later)
      let isTurned = indicator(.equal, distance, whole(-lag))
      diagonal = add(diagonal, multiply(turned, isTurned))
    }
    // What is behind the end is there alone, with precision 1.
    let isBehind = indicator(.lessOrEqual, whole(program[layout.time].size), time)
    let isSame = indicator(.equal, position(sides.row), position(sides.column))
    diagonal = add(diagonal, multiply(isBehind, isSame))
    let all = [layout.blocks, sides.row, sides.column]
    return BlockTridiagonal(
      blocks: layout.blocks, sides: sides, diagonal: spread(diagonal, along: all),
      below: spread(below, along: all))
  }
}
