import Diagnostics
import Semantics
import TensorIR

/// Bringing factors to the plates of what is summed out.
extension Lowering {
  /// Whether a factor's further letters can be multiplied over, or its elements be sent to the
  /// places that the data say.
  func canBring(
    _ factor: LogFactor, to own: [IndexID], for group: [Hidden], in elimination: Elimination
  ) -> Bool {
    let extra = extraLetters(of: factor, own, elimination)
    let axes = Set(extra.compactMap { factor.coordinates[$0]?.axis })
    let scatter = scattered(factor, for: group)
    // Two elements of one variable meet in the factor.
    guard Set(scatter.values).count == scatter.count else { return false }
    for reading in factor.readings.values {
      let letters = model.variables[reading.hidden.variable].indices
      for (slot, place) in reading.places.enumerated() {
        if let target = scatter[place] {
          // The same elements of both, along letters that the factor does not have otherwise.
          guard letters[slot] == target, factor.coordinates[target] == nil,
            !elimination.free.contains(target),
            isOnly(place, extra, axes, of: factor)
          else { return false }
        } else if depends(place, onAnyOf: extra, axes: axes) {
          return false
        } else if group.contains(reading.hidden), !isAtOwn(place, letters[slot]) {
          return false
        }
      }
    }
    return true
  }

  /// The letters of a factor that the given ones, and those asked for one by one, are not.
  private func extraLetters(
    of factor: LogFactor, _ own: [IndexID], _ elimination: Elimination
  ) -> Set<IndexID> {
    Set(factor.coordinates.keys).subtracting(own).subtracting(elimination.free)
  }

  private func isAtOwn(_ place: Place, _ letter: IndexID) -> Bool {
    switch place {
    case .along(let other, _): other == letter
    case .fixed: true
    case .value: false
    }
  }

  /// The places at which a factor reads variables of a group elsewhere than at their own letters,
  /// and the letters of those places.
  private func scattered(_ factor: LogFactor, for group: [Hidden]) -> [Place: IndexID] {
    var result: [Place: IndexID] = [:]
    for reading in factor.readings.values where group.contains(reading.hidden) {
      let letters = model.variables[reading.hidden.variable].indices
      for (slot, place) in reading.places.enumerated() where !isAtOwn(place, letters[slot]) {
        result[place] = letters[slot]
      }
    }
    return result
  }

  /// Whether all that a place depends on is multiplied over.
  private func isOnly(
    _ place: Place, _ extra: Set<IndexID>, _ axes: Set<AxisID>, of factor: LogFactor
  ) -> Bool {
    switch place {
    case .along(let letter, _): extra.contains(letter)
    case .fixed: true
    case .value(let position):
      !builder.type(position).axes.isEmpty
        && builder.type(position).axes.allSatisfy { axes.contains($0) }
    }
  }

  /// Takes away the factors that read some variables and brings them to the given letters.
  mutating func takeFactors(
    of group: [Hidden], to own: [IndexID], in elimination: inout Elimination
  ) throws(LoweringFailure) -> [LogFactor] {
    let involved = elimination.factors.filter { factor in group.contains { factor.reads($0) } }
    elimination.factors.removeAll { factor in group.contains { factor.reads($0) } }
    var result: [LogFactor] = []
    for factor in involved { result.append(try bring(factor, to: own, for: group, elimination)) }
    return result
  }

  /// A factor's product over its further letters, with elements that are read at other places
  /// than their own sent there.
  private mutating func bring(
    _ factor: LogFactor, to own: [IndexID], for group: [Hidden], _ elimination: Elimination
  ) throws(LoweringFailure) -> LogFactor {
    let extra = extraLetters(of: factor, own, elimination)
    if let first = group.first { refuseBatch(around: first.variable, over: extra, factor) }
    let scatter = scattered(factor, for: group).sorted { $0.value < $1.value }
    guard !scatter.isEmpty else { return product(of: factor, over: Array(extra)) }
    var result = factor
    for letter in extra.sorted() {
      guard let mask = mask(of: letter, in: factor.coordinates) else { continue }
      result.value = builder.select(mask, result.value, builder.constant(0))
    }
    let gone = extra.compactMap { factor.coordinates[$0]?.axis }.sorted()
    let wide = gone.filter { !has(result.value, $0) }
    if !wide.isEmpty { result.value = builder.append(.broadcast(result.value, along: wide)) }
    for (index, (place, letter)) in scatter.enumerated() {
      let target = axis(of: letter)
      let isLast = index == scatter.count - 1
      result.value = builder.append(
        .scatterAdd(
          result.value, axis: target, at: position(of: place, in: factor),
          over: isLast ? gone : []))
      result.coordinates[letter] = coordinate(letter, 0..<size(model.indices[letter].set))
    }
    for letter in extra { result.coordinates[letter] = nil }
    try settle(&result, scatter.map(\.key))
    return result
  }

  /// Reads the variables at their own letters where their elements have been sent there.
  private mutating func settle(
    _ factor: inout LogFactor, _ places: [Place]
  ) throws(LoweringFailure) {
    for (from, reading) in factor.readings.sorted(by: { $0.key < $1.key }) {
      let letters = model.variables[reading.hidden.variable].indices
      let moved = Reading(
        hidden: reading.hidden,
        places: zip(reading.places, letters).map { place, letter in
          places.contains(place) ? .along(letter, offset: 0) : place
        })
      guard moved != reading else { continue }
      let target = try axis(of: moved)
      factor.value = builder.rename(factor.value, from: from, to: target)
      factor.readings[from] = nil
      factor.readings[target] = moved
    }
  }

  /// The position that a place is for each element of a factor.
  mutating func position(of place: Place, in factor: LogFactor) -> ValueID {
    switch place {
    case .fixed(let position): return integer(position)
    case .value(let position): return position
    case .along(let letter, let offset):
      guard let here = factor.coordinates[letter] else { return integer(offset) }
      return builder.add(position(along: here), integer(offset))
    }
  }
}
