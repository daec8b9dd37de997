import Binding
import Diagnostics
import Semantics
import TensorIR

/// Writing plates out element by element, where variables meet each other across them.
///
/// What is left is ordinary variable elimination, each element a variable of its own, in the
/// order of the smallest tables. It is tried when nothing else can go, and given up where it takes
/// more states or factors than can be gone through.
extension Lowering {
  mutating func unroll(_ elimination: inout Elimination) throws(LoweringFailure) {
    let obstacle = elimination.obstacle ?? self.obstacle(in: elimination)
    elimination.obstacle = obstacle
    let letters = try lettersToUnroll(elimination, obstacle)
    var factors: [LogFactor] = []
    for factor in elimination.factors {
      let own = factor.coordinates.keys.filter { letters.contains($0) }.sorted()
      let isInvolved = factor.readings.values.contains { elimination.hidden.contains($0.hidden) }
      guard isInvolved, !own.isEmpty else {
        factors.append(factor)
        continue
      }
      let count = own.reduce(1) { $0 * (factor.coordinates[$1]?.range.count ?? 1) }
      guard factors.count + count <= Elimination.largestFactorCount else { throw obstacle }
      factors += try elements(of: factor, along: own)
    }
    elimination.factors = factors
    let read = Set(factors.flatMap { $0.readings.values.map(\.hidden) })
    elimination.hidden = read.filter { element in
      elimination.hidden.contains { isElement(element, of: $0) }
    }
  }

  private func isElement(_ element: Hidden, of hidden: Hidden) -> Bool {
    element.variable == hidden.variable
      && zip(element.fixed, hidden.fixed).allSatisfy { $1 == nil || $0 == $1 }
  }

  /// All letters over the smallest set that stands in the way, with those that say which of its
  /// members is read.
  private func lettersToUnroll(
    _ elimination: Elimination, _ obstacle: LoweringFailure
  ) throws(LoweringFailure) -> Set<IndexID> {
    let sets = Set(elimination.hidden.flatMap { letters(of: $0) }.map { model.indices[$0].set })
    let smallest = sets.min { a, b in
      let sizes = (size(a), size(b))
      return sizes.0 == sizes.1 ? a < b : sizes.0 < sizes.1
    }
    guard let set = smallest,
      bound.raggedSizes.isEmpty, size(set) <= Elimination.largestFactorCount
    else { throw obstacle }
    var written = Set(model.indices.ids.filter { model.indices[$0].set == set })
    for factor in elimination.factors {
      for reading in factor.readings.values {
        let own = model.variables[reading.hidden.variable].indices
        for case (.value(let position), let letter) in zip(reading.places, own)
        where written.contains(letter) {
          let axes = builder.type(position).axes
          written.formUnion(
            factor.coordinates.filter { $0.value.axis.map { axes.contains($0) } ?? false }.keys)
        }
      }
    }
    guard written.isDisjoint(with: elimination.free) else { throw obstacle }
    return written
  }

  /// A factor at each element along some of its letters.
  private mutating func elements(
    of factor: LogFactor, along letters: [IndexID]
  ) throws(LoweringFailure) -> [LogFactor] {
    var positions: [ValueID: [Double]] = [:]
    let axes = letters.compactMap { factor.coordinates[$0]?.axis }
    for reading in factor.readings.values {
      for case .value(let position) in reading.places {
        guard builder.type(position).axes.allSatisfy({ axes.contains($0) }),
          followsFromData(position)
        else { continue }
        positions[position] = try values(of: Operand(position), over: axes)
      }
    }
    var tuples: [[IndexID: Int]] = [[:]]
    for letter in letters {
      let range = factor.coordinates[letter]?.range ?? 0..<1
      tuples = tuples.flatMap { tuple in range.map { tuple.merging([letter: $0]) { $1 } } }
    }
    var result: [LogFactor] = []
    for (index, tuple) in tuples.enumerated() {
      var element = factor
      for (letter, position) in tuple.sorted(by: { $0.key < $1.key }) {
        guard let whole = factor.coordinates[letter] else { continue }
        let part = Coordinate(axis: nil, range: position..<position + 1)
        element.value = restrict(element.value, from: whole, to: part)
        element.coordinates[letter] = nil
      }
      let known = positions.compactMapValues { Int(exactly: $0[index]) }
      try fix(&element, at: tuple, known)
      result.append(element)
    }
    return result
  }

  /// Whether a value is the same at every point.
  private func followsFromData(_ value: ValueID) -> Bool {
    var stack = [value]
    var seen: Set<ValueID> = []
    while let next = stack.popLast() {
      let op = builder.program[next].op
      if case .input(let input) = op, builder.program[input].role == .parameter { return false }
      stack += op.operands.filter { seen.insert($0).inserted }
    }
    return true
  }

  /// Reads elements at the places that are known by now.
  private mutating func fix(
    _ factor: inout LogFactor, at tuple: [IndexID: Int], _ known: [ValueID: Int]
  ) throws(LoweringFailure) {
    for (from, reading) in factor.readings.sorted(by: { $0.key < $1.key }) {
      var hidden = reading.hidden
      var places = reading.places
      for (slot, place) in places.enumerated() {
        let position: Int?
        switch place {
        case .along(let letter, let offset): position = tuple[letter].map { $0 + offset }
        case .value(let value): position = known[value]
        case .fixed: position = nil
        }
        guard let position else { continue }
        places[slot] = .fixed(position)
        hidden.fixed[slot] = position
      }
      let moved = Reading(hidden: hidden, places: places)
      guard moved != reading else { continue }
      let target = try axis(of: moved)
      factor.readings[from] = nil
      factor.readings[target] = moved
      // Two readings of one element have one state.
      factor.value =
        has(factor.value, target)
        ? builder.gather(factor.value, axis: from, at: builder.position(target))
        : builder.rename(factor.value, from: from, to: target)
    }
  }

  /// The message if writing out is too much: two variables that stand in each other's way.
  private func obstacle(in elimination: Elimination) -> LoweringFailure {
    for hidden in elimination.hidden.sorted() {
      let own = letters(of: hidden)
      for factor in elimination.factors
      where factor.reads(hidden) && !canBring(factor, to: own, for: [hidden], in: elimination) {
        let names = factor.readings.values.map { model.variables[$0.hidden.variable].name }
        let name = model.variables[hidden.variable].name
        if let other = names.filter({ $0 != name }).min() {
          return fail(.crossingSwitches(name, other, at: factor.span))
        }
        return fail(.jointStates(name, at: factor.span))
      }
    }
    let first = elimination.hidden.min()
    let variable = first.map { model.variables[$0.variable] }
    return fail(.jointStates(variable?.name ?? "", at: variable?.span ?? model.span))
  }
}
