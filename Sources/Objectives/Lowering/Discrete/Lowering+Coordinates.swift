import Binding
import Diagnostics
import Semantics
import TensorIR

/// Factors and tables on some members of a letter's set.
extension Lowering {
  /// The part of a value that lies on some of the members that it covers.
  mutating func restrict(
    _ value: ValueID, from whole: Coordinate, to part: Coordinate
  ) -> ValueID {
    guard let axis = whole.axis, axis != part.axis, has(value, axis) else { return value }
    let first = part.range.lowerBound - whole.range.lowerBound
    guard let target = part.axis else {
      return builder.elements(of: value, along: axis, at: integer(first))
    }
    if whole.range == part.range { return builder.rename(value, from: axis, to: target) }
    return builder.elements(
      of: value, along: axis, at: builder.add(builder.position(target), integer(first)))
  }

  /// The factor on the members of a cell, `nil` if it says nothing about them.
  mutating func restrict(
    _ factor: LogFactor, to cell: [IndexID: Coordinate]
  ) -> LogFactor? {
    var result = factor
    for (letter, part) in cell.sorted(by: { $0.key < $1.key }) {
      guard let whole = factor.coordinates[letter] else { continue }
      guard whole.range.clamped(to: part.range) == part.range else { return nil }
      result.value = restrict(result.value, from: whole, to: part)
      result.coordinates[letter] = part
    }
    return result
  }

  /// A value on some members of a letter over all of them, with another one elsewhere.
  mutating func extend(
    _ value: ValueID, from part: Coordinate, over letter: IndexID, otherwise other: ValueID
  ) -> ValueID {
    let whole = axis(of: letter)
    guard part.axis != whole else { return value }
    let place = builder.position(whole)
    guard let axis = part.axis, has(value, axis) else {
      let (low, high) = (part.range.lowerBound, part.range.upperBound)
      let isAbove = builder.compare(.lessOrEqual, integer(low), place)
      let isBelow = builder.compare(.less, place, integer(high))
      return builder.select(both(isAbove, isBelow), value, other)
    }
    let first = integer(part.range.lowerBound)
    let inside = builder.gather(value, axis: axis, at: builder.subtract(place, first))
    if builder.constantValue(other) == 0 { return inside }
    let isInside = both(
      builder.compare(.lessOrEqual, first, place),
      builder.compare(.less, place, integer(part.range.upperBound)))
    return builder.select(isInside, inside, other)
  }

  /// The members of letters, cut where a factor begins or ends to speak of them.
  mutating func cells(
    _ letters: [IndexID], of factors: [LogFactor]
  ) -> [[IndexID: Coordinate]] {
    var cells: [[IndexID: Coordinate]] = [[:]]
    for letter in letters {
      let parts = pieces(of: letter, in: factors).map { coordinate(letter, $0) }
      cells = cells.flatMap { cell in
        parts.map { part in cell.merging([letter: part]) { $1 } }
      }
    }
    return cells
  }

  /// The whole set of a letter, cut where a factor begins or ends to speak of it.
  func pieces(of letter: IndexID, in factors: [LogFactor], cuts: [Int] = []) -> [Range<Int>] {
    let size = size(model.indices[letter].set)
    var bounds: Set<Int> = Set(cuts.filter { 0 < $0 && $0 < size } + [0, size])
    for factor in factors {
      guard let range = factor.coordinates[letter]?.range, !range.isEmpty else { continue }
      bounds.formUnion([range.lowerBound, range.upperBound].filter { 0 < $0 && $0 < size })
    }
    let sorted = bounds.sorted()
    return zip(sorted, sorted.dropFirst()).map { $0..<$1 }
  }

  /// Counts the steps of a factor's readings back from the last element that it reads, so that
  /// none looks ahead: `z[t]` and `z[t+1]` at t are `z[t-1]` and `z[t]` at t + 1.
  mutating func aligned(_ factor: LogFactor) -> LogFactor {
    var result = factor
    for letter in factor.coordinates.keys.sorted() {
      let steps = result.readings.values.flatMap { reading in
        let own = model.variables[reading.hidden.variable].indices
        return own.indices.compactMap {
          own[$0] == letter ? reading.offset(along: $0, of: own) : nil
        }
      }
      guard let ahead = steps.max(), ahead != 0, let here = result.coordinates[letter] else {
        continue
      }
      let range = here.range.lowerBound + ahead..<here.range.upperBound + ahead
      result.coordinates[letter] = Coordinate(axis: here.axis, range: range)
      var moves: [(from: AxisID, to: Reading)] = []
      for (axis, reading) in result.readings {
        let moved = Reading(
          hidden: reading.hidden,
          places: reading.places.map { place in
            guard case .along(letter, let offset) = place else { return place }
            return .along(letter, offset: offset - ahead)
          })
        if moved != reading { moves.append((axis, moved)) }
      }
      for move in moves.sorted(by: { $0.from < $1.from }) { result.readings[move.from] = nil }
      result.value = rename(result.value, moves, into: &result.readings)
    }
    return result
  }

  /// Gives axes of states the names of other readings, all at once.
  private mutating func rename(
    _ value: ValueID, _ moves: [(from: AxisID, to: Reading)],
    into readings: inout [AxisID: Reading]
  ) -> ValueID {
    var value = value
    var pending: [(from: AxisID, to: AxisID)] = []
    for (from, reading) in moves.sorted(by: { $0.from < $1.from }) {
      let size = builder.program[from].size
      let target = axis(of: reading, size: size)
      readings[target] = reading
      if moves.contains(where: { $0.from == target }) {
        let free = builder.axis(builder.program[from].name, size: size)
        value = builder.rename(value, from: from, to: free)
        pending.append((free, target))
      } else {
        value = builder.rename(value, from: from, to: target)
      }
    }
    for (from, to) in pending { value = builder.rename(value, from: from, to: to) }
    return value
  }

  // MARK: Ragged sets

  /// Whether each member of a coordinate exists at the elements of the others; `nil` if all do.
  mutating func mask(
    of letter: IndexID, in coordinates: [IndexID: Coordinate]
  ) -> ValueID? {
    let set = model.indices[letter].set
    guard let own = coordinates[letter], let sizes = bound.raggedSizes[set],
      let whole = raggedMasks[axis(of: letter)]
    else { return nil }
    if let shortest = sizes.min(), own.range.upperBound <= shortest { return nil }
    return model.indexSets[set].parents.reduce(along(letter, whole, in: coordinates)) {
      along($1, $0, in: coordinates)
    }
  }

  private mutating func along(
    _ letter: IndexID, _ mask: ValueID, in coordinates: [IndexID: Coordinate]
  ) -> ValueID {
    guard let part = coordinates[letter] else { return mask }
    let whole = Coordinate(
      axis: axis(of: letter), range: 0..<size(model.indices[letter].set))
    return restrict(mask, from: whole, to: part)
  }

  /// The log of the product of a factor over some of its letters; elements that a ragged plate
  /// does not have count nothing.
  mutating func product(of factor: LogFactor, over letters: [IndexID]) -> LogFactor {
    var result = factor
    var masked = factor.value
    var axes: [AxisID] = []
    for letter in letters.sorted() {
      guard let own = result.coordinates[letter] else { continue }
      if let mask = mask(of: letter, in: factor.coordinates) {
        masked = builder.select(mask, masked, builder.constant(0))
      }
      if let axis = own.axis { axes.append(axis) }
      result.coordinates[letter] = nil
    }
    result.value = weightedSum(masked, over: axes)
    return result
  }
}
