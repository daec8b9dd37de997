import Binding
import Diagnostics
import Semantics
import TensorIR

/// Summing variables out along a chain by the forward recursion.
///
/// The message before an element is the log of the sum over everything earlier, as a table over
/// the last states that later factors look back to: k of them for a variable that is read k steps
/// back, for several variables jointly. A step multiplies the factors that end at the element and
/// sums out the states that nothing later reads. The chain is cut where a factor begins or ends to
/// speak of it; single elements are written out, longer pieces are loops.
extension Lowering {
  /// The hidden variables that read each other along a letter.
  func chainGroups(
    of elimination: Elimination
  ) -> [(letter: IndexID, group: [Hidden])] {
    var stepped: [IndexID: Set<Hidden>] = [:]
    for factor in elimination.factors {
      for reading in factor.readings.values where elimination.hidden.contains(reading.hidden) {
        let own = model.variables[reading.hidden.variable].indices
        for slot in own.indices {
          guard let offset = reading.offset(along: slot, of: own), offset < 0 else { continue }
          stepped[own[slot], default: []].insert(reading.hidden)
        }
      }
    }
    return stepped.sorted { $0.key < $1.key }.flatMap { letter, members in
      joined(members, in: elimination).map { (letter, $0) }
    }
  }

  /// Splits variables into groups of which no two share a factor.
  private func joined(_ members: Set<Hidden>, in elimination: Elimination) -> [[Hidden]] {
    var groups: [Set<Hidden>] = []
    for member in members.sorted() {
      var own: Set<Hidden> = [member]
      for factor in elimination.factors where factor.reads(member) {
        own.formUnion(factor.readings.values.map(\.hidden).filter { members.contains($0) })
      }
      let touching = groups.filter { !$0.isDisjoint(with: own) }
      groups.removeAll { !$0.isDisjoint(with: own) }
      groups.append(touching.reduce(own) { $0.union($1) })
    }
    return groups.map { $0.sorted() }
  }

  /// Whether a group can be summed out along its chain.
  func isFree(
    _ group: [Hidden], along letter: IndexID, in elimination: Elimination
  ) -> Bool {
    let own = letters(of: group[0])
    guard group.allSatisfy({ letters(of: $0) == own }), !elimination.free.contains(letter) else {
      return false
    }
    return elimination.factors.allSatisfy { factor in
      guard group.contains(where: { factor.reads($0) }) else { return true }
      guard canBring(factor, to: own, for: group, in: elimination) else { return false }
      let axes = Set([factor.coordinates[letter]?.axis].compactMap { $0 })
      return factor.readings.values.allSatisfy { reading in
        if !group.contains(reading.hidden) {
          return !reading.places.contains { depends($0, onAnyOf: [letter], axes: axes) }
        }
        // Nothing is read at another distance along another letter.
        let letters = model.variables[reading.hidden.variable].indices
        return letters.indices.allSatisfy { slot in
          letters[slot] == letter || reading.offset(along: slot, of: letters) ?? 0 == 0
        }
      }
    }
  }

  /// Sums a group out along its chain.
  mutating func sweep(
    _ group: [Hidden], along letter: IndexID, in elimination: inout Elimination
  ) throws(LoweringFailure) {
    let own = letters(of: group[0])
    let involved = try takeFactors(of: group, to: own, in: &elimination)
    let plates = own.filter { $0 != letter }
    let batch = plates + kept(of: elimination, involved, besides: own)
    for cell in cells(batch, of: involved) {
      let parts = involved.compactMap { restrict($0, to: cell) }
      guard let first = parts.first else { continue }
      var chain = ChainMessage(
        group: group, letter: letter, cell: cell, reduction: elimination.reduction,
        value: builder.constant(0), axes: try windowAxes(of: group, along: letter, in: parts))
      let states = Set(chain.axes.values.joined())
      var readings = parts.reduce(into: [:]) { $0.merge($1.readings) { $1 } }
      for axis in states { readings[axis] = nil }
      try requireSmall(states.union(readings.keys), group[0], in: elimination, at: first.span)
      var sweep = Elimination.Sweep(
        group: group, letter: letter, cell: cell, axes: chain.axes, outer: readings, pieces: [],
        ending: [])
      for range in pieces(of: letter, in: parts, cuts: Array(0...chain.longest)) {
        let members =
          range.count == 1
          ? Coordinate(axis: nil, range: range)
          : coordinate(letter, range)
        let terms = parts.compactMap { restrict($0, to: [letter: members]) }
        guard !terms.isEmpty else { continue }
        sweep.pieces.append(
          advance(&chain, over: members, terms, isTraced: elimination.isTraced))
      }
      sweep.ending = end(&chain)
      elimination.factors.append(
        LogFactor(
          value: chain.value, coordinates: cell, readings: readings, span: first.span))
      elimination.steps.append(.chain(sweep))
    }
    elimination.hidden.subtract(group)
  }

  /// The axes of the states of each variable: its own, one step back, and so on.
  private mutating func windowAxes(
    of group: [Hidden], along letter: IndexID, in factors: [LogFactor]
  ) throws(LoweringFailure) -> [Hidden: [AxisID]] {
    var result: [Hidden: [AxisID]] = [:]
    for hidden in group {
      let letters = model.variables[hidden.variable].indices
      var deepest = 0
      for reading in factors.flatMap({ Array($0.readings.values) }) where reading.hidden == hidden {
        for slot in letters.indices where letters[slot] == letter {
          deepest = max(deepest, -(reading.offset(along: slot, of: letters) ?? 0))
        }
      }
      var axes: [AxisID] = []
      for lag in 0...deepest {
        let places = zip(letters, hidden.fixed).map { own, fixed -> Place in
          fixed.map { .fixed($0) } ?? .along(own, offset: own == letter ? -lag : 0)
        }
        axes.append(try axis(of: Reading(hidden: hidden, places: places)))
      }
      result[hidden] = axes
    }
    return result
  }

  // MARK: Steps

  /// Carries the message over some elements: one that is written out, or several in a loop.
  private mutating func advance(
    _ chain: inout ChainMessage, over members: Coordinate, _ factors: [LogFactor], isTraced: Bool
  ) -> Elimination.Piece {
    let mask = mask(of: chain.letter, in: chain.cell.merging([chain.letter: members]) { $1 })
    let window = chain.window
    let terms = factors.map(\.value)
    guard let axis = members.axis else {
      let before = chain.value
      let (choices, next) = step(before, terms, chain)
      chain.value = next
      chain.grow()
      if let mask {
        chain.value = builder.select(mask, next, kept(before, window: window, in: chain))
      }
      return Elimination.Piece(members: members, choices: choices, window: window, mask: mask)
    }
    let hole = builder.hole("message", messageType(chain, terms, without: axis))
    let (_, value) = step(hole, terms, chain)
    let next = mask.map { builder.select($0, value, hole) } ?? value
    let carry = ScanCarry(hole: hole, initial: chain.value, next: next)
    let result = builder.scan(along: axis, carries: [carry], emitting: isTraced ? [hole] : [])
    chain.value = result.final[0]
    let choices = result.emitted.first.map { step($0, terms, chain).choices } ?? []
    return Elimination.Piece(members: members, choices: choices, window: window, mask: mask)
  }

  /// One step: the states that leave the window are summed out, all others become a step older.
  private mutating func step(
    _ message: ValueID, _ factors: [ValueID], _ chain: ChainMessage
  ) -> (choices: [Elimination.Choice], next: ValueID) {
    let leaving = chain.group.compactMap { hidden -> AxisID? in
      guard let axes = chain.axes[hidden], axes.count - 1 == chain.window[hidden] else {
        return nil
      }
      return axes.last
    }
    var (choices, next) = sumOut(leaving, of: [message] + factors, chain)
    for hidden in chain.group {
      let axes = chain.axes[hidden] ?? []
      for (younger, older) in zip(axes, axes.dropFirst()).reversed() where has(next, younger) {
        next = builder.rename(next, from: younger, to: older)
      }
    }
    return (choices, next)
  }

  /// Sums over what is left of the window behind the last element.
  private mutating func end(
    _ chain: inout ChainMessage
  ) -> [Elimination.Choice] {
    let open = chain.group.flatMap { hidden in
      (chain.axes[hidden] ?? []).dropFirst().prefix(chain.window[hidden] ?? 0)
    }
    let (choices, total) = sumOut(open, of: [chain.value], chain)
    chain.value = total
    return choices
  }

  /// Sums a product over axes of states, first the one whose sum is the smallest table.
  private mutating func sumOut(
    _ axes: [AxisID], of terms: [ValueID], _ chain: ChainMessage
  ) -> ([Elimination.Choice], ValueID) {
    var terms = terms
    var open = axes
    var choices: [Elimination.Choice] = []
    func size(_ axis: AxisID) -> Double {
      let involved = terms.filter { has($0, axis) }
      let union = involved.reduce(into: Set<AxisID>()) { $0.formUnion(builder.type($1).axes) }
      return union.reduce(1.0) { $0 * Double(builder.program[$1].size) }
    }
    while let axis = open.min(by: { (size($0), $0) < (size($1), $1) }) {
      open.removeAll { $0 == axis }
      let involved = terms.filter { has($0, axis) }
      terms.removeAll { has($0, axis) }
      terms.append(sum(involved, reducedOver: axis, by: chain.reduction))
      let others = involved.reduce(into: Set<AxisID>()) { $0.formUnion(builder.type($1).axes) }
      let read = others.subtracting([axis]).compactMap { other -> (AxisID, Reading)? in
        readings[other].map { (other, $0) }
      }
      choices.append(
        Elimination.Choice(
          axis: axis, terms: involved, others: Dictionary(uniqueKeysWithValues: read)))
    }
    return (choices, sum(terms))
  }

  // MARK: Messages

  /// The axes that a message can have: those of the window, of the plates, of other variables.
  private func messageType(
    _ chain: ChainMessage, _ terms: [ValueID], without axis: AxisID
  ) -> TensorType {
    var axes = Set(builder.type(chain.value).axes)
    for term in terms { axes.formUnion(builder.type(term).axes) }
    for own in chain.axes.values { axes.subtract(own) }
    axes.remove(axis)
    if let mask = mask(reading: chain) { axes.formUnion(mask) }
    for own in chain.axes.values { axes.formUnion(own.dropFirst()) }
    return TensorType(.real, axes)
  }

  /// The axes of the plates that say how long a ragged chain is.
  private func mask(reading chain: ChainMessage) -> Set<AxisID>? {
    let set = model.indices[chain.letter].set
    guard bound.raggedSizes[set] != nil else { return nil }
    return Set(model.indexSets[set].parents.compactMap { chain.cell[$0]?.axis })
  }

  /// The message where a sequence has ended before the window is full: the states that it does
  /// not have are the first ones.
  private mutating func kept(
    _ before: ValueID, window: [Hidden: Int], in chain: ChainMessage
  ) -> ValueID {
    var value = before
    for hidden in chain.group {
      let axes = (chain.axes[hidden] ?? []).dropFirst()
      let (old, new) = (window[hidden] ?? 0, chain.window[hidden] ?? 0)
      guard old < new else { continue }
      for axis in axes.prefix(new).dropFirst(old) {
        let isFirst = builder.compare(.equal, builder.position(axis), integer(0))
        let only = builder.select(
          isFirst, builder.constant(0), builder.constant(-.infinity))
        value = builder.add(value, only)
      }
    }
    return value
  }
}

/// What is known of a chain up to an element.
struct ChainMessage {
  let group: [Hidden]
  let letter: IndexID
  /// The plates that each chain lies on.
  let cell: [IndexID: Coordinate]
  let reduction: Reduction
  /// The log of the sum over all earlier states, over the last states of each variable.
  var value: ValueID
  /// For each variable, the axes of its states at the element, one before, two before, …
  let axes: [Hidden: [AxisID]]
  /// How many of its last states the message has.
  private(set) var window: [Hidden: Int]

  init(
    group: [Hidden], letter: IndexID, cell: [IndexID: Coordinate], reduction: Reduction,
    value: ValueID, axes: [Hidden: [AxisID]]
  ) {
    self.group = group
    self.letter = letter
    self.cell = cell
    self.reduction = reduction
    self.value = value
    self.axes = axes
    window = Dictionary(uniqueKeysWithValues: group.map { ($0, 0) })
  }

  /// The longest look back.
  var longest: Int { axes.values.map { $0.count - 1 }.max() ?? 0 }

  /// Lets each window take in one more state, up to its length.
  mutating func grow() {
    for (hidden, count) in window {
      window[hidden] = min(count + 1, (axes[hidden]?.count ?? 1) - 1)
    }
  }
}
