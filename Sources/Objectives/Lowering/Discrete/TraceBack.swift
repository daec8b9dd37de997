import Diagnostics
import Semantics
import TensorIR

/// How a state is chosen from the log weights of all of them.
enum StateChoice: Sendable {
  /// The first one of the largest weight.
  case best
  /// One at random: where the running sum of the weights passes a uniform number in [0, 1).
  case random
}

/// Choosing the states of what was summed out, in the reverse order.
///
/// What was eliminated last depends on nothing that is not known, what was eliminated before it
/// only on that, and so on. After a sum, this draws from the joint distribution of the states given
/// all else (for a chain: backward sampling after the forward recursion); after a maximum, it finds
/// the most probable states together (for a chain: the Viterbi path).
struct TraceBack {
  let choice: StateChoice
  /// The chosen positions of each variable, on cells of its letters.
  private var chosen: [Hidden: [(cell: [IndexID: Coordinate], value: ValueID)]] = [:]
  /// The uniform numbers of each variable, over its letters.
  private(set) var noise: [Hidden: ValueID] = [:]

  init(_ choice: StateChoice) { self.choice = choice }

  /// The position of the state of each element of a variable, over its letters; elements that a
  /// ragged set does not have are of no meaning.
  mutating func table(
    of variable: VariableID, in lowering: inout Lowering
  ) -> ValueID {
    let letters = lowering.model.variables[variable].indices
    var pieces: [(cell: [IndexID: Coordinate], value: ValueID)] = []
    for (hidden, own) in chosen.sorted(by: { $0.key < $1.key })
    where hidden.variable == variable {
      // Elements on their own equal those of the whole, if there is one.
      if hidden.fixed.contains(where: { $0 != nil }), chosen[hidden.whole] != nil { continue }
      for piece in own {
        var cell = piece.cell
        for (letter, position) in zip(letters, hidden.fixed) {
          if let position { cell[letter] = Coordinate(axis: nil, range: position..<position + 1) }
        }
        pieces.append((cell, piece.value))
      }
    }
    return lowering.table(from: pieces, of: .integer)
  }

  /// Chooses the states of everything that was eliminated.
  mutating func run(
    _ elimination: Elimination, in lowering: inout Lowering
  ) throws(LoweringFailure) {
    for step in elimination.steps.reversed() {
      switch step {
      case .local(let sum, let hidden, let cell):
        let others = try states(of: sum.others, on: cell, in: &lowering)
        let noise = noise(of: hidden, on: cell, in: &lowering)
        let value = pick(sum, given: others, noise, in: &lowering)
        chosen[hidden, default: []].append((cell, value))
      case .chain(let sweep): try follow(sweep, in: &lowering)
      }
    }
  }

  // MARK: One choice

  /// The state at which to stop, given those of all others that the terms depend on.
  private func pick(
    _ sum: Elimination.Choice, given others: [AxisID: ValueID], _ noise: ValueID?,
    in lowering: inout Lowering
  ) -> ValueID {
    var weights = lowering.builder.constant(0)
    for term in sum.terms {
      var term = term
      for (axis, state) in others.sorted(by: { $0.key < $1.key }) where lowering.has(term, axis) {
        term = lowering.builder.gather(term, axis: axis, at: state)
      }
      weights = lowering.builder.add(weights, term)
    }
    let axis = sum.axis
    if !lowering.has(weights, axis) {
      weights = lowering.builder.append(.broadcast(weights, along: [axis]))
    }
    return lowering.builder.pick(weights, along: axis, choice, noise)
  }

  /// The states at which other variables are read on a cell.
  mutating func states(
    of readings: [AxisID: Reading], on cell: [IndexID: Coordinate], in lowering: inout Lowering
  ) throws(LoweringFailure) -> [AxisID: ValueID] {
    var result: [AxisID: ValueID] = [:]
    for (axis, reading) in readings.sorted(by: { $0.key < $1.key }) {
      let letters = lowering.model.variables[reading.hidden.variable].indices
      // What was written out element by element is put together again.
      let own = chosen[reading.hidden]
      var value =
        own.map { lowering.table(from: $0, of: .integer) }
        ?? table(of: reading.hidden.variable, in: &lowering)
      for (letter, place) in zip(letters, reading.places) {
        let whole = Coordinate(
          axis: lowering.axis(of: letter),
          range: 0..<lowering.size(lowering.model.indices[letter].set))
        switch place {
        case .fixed(let position):
          if own == nil, lowering.has(value, lowering.axis(of: letter)) {
            value = lowering.builder.gather(
              value, axis: lowering.axis(of: letter), at: lowering.integer(position))
          }
        case .value(let position):
          if lowering.has(value, lowering.axis(of: letter)) {
            value = lowering.builder.gather(
              value, axis: lowering.axis(of: letter), at: position)
          }
        case .along(let other, let offset):
          guard let here = cell[other] else { continue }
          let low = here.range.lowerBound + offset
          value = lowering.restrict(
            value, from: whole,
            to: Coordinate(axis: here.axis, range: low..<low + here.range.count))
        }
      }
      result[axis] = value
    }
    return result
  }

  /// The uniform numbers for a variable on a cell; none are needed for the best states.
  private mutating func noise(
    of hidden: Hidden, on cell: [IndexID: Coordinate], in lowering: inout Lowering
  ) -> ValueID? {
    guard choice == .random else { return nil }
    let letters = lowering.letters(of: hidden)
    if noise[hidden] == nil {
      let axes = letters.map { lowering.axis(of: $0) }
      let name = "u_" + lowering.model.variables[hidden.variable].name
      noise[hidden] = lowering.builder.input(name, TensorType(.real, axes), role: .parameter)
    }
    guard var value = noise[hidden] else { return nil }
    for letter in letters {
      guard let part = cell[letter] else { continue }
      let whole = Coordinate(
        axis: lowering.axis(of: letter),
        range: 0..<lowering.size(lowering.model.indices[letter].set))
      value = lowering.restrict(value, from: whole, to: part)
    }
    return value
  }

  // MARK: Chains

  /// Goes back along a chain from its end.
  private mutating func follow(
    _ sweep: Elimination.Sweep, in lowering: inout Lowering
  ) throws(LoweringFailure) {
    let size = lowering.size(lowering.model.indices[sweep.letter].set)
    let outer = try states(of: sweep.outer, on: sweep.cell, in: &lowering)
    var window: [AxisID: ValueID] = [:]
    for sum in sweep.ending.reversed() {
      guard let (hidden, lag) = sweep.owner(of: sum.axis) else { continue }
      let noise = noise(of: hidden, on: sweep.cell(at: size - lag), in: &lowering)
      let others = outer.merging(window) { $1 }
      window[sum.axis] = pick(sum, given: others, noise, in: &lowering)
    }
    for piece in sweep.pieces.reversed() {
      guard let axis = piece.members.axis else {
        record(window, of: sweep, on: piece.members)
        window = before(window, piece, sweep, outer, in: &lowering)
        continue
      }
      try follow(piece, along: axis, sweep, outer, &window, in: &lowering)
    }
  }

  /// Goes back over several elements in a loop that carries the states of the window.
  private mutating func follow(
    _ piece: Elimination.Piece, along axis: AxisID, _ sweep: Elimination.Sweep,
    _ outer: [AxisID: ValueID], _ window: inout [AxisID: ValueID], in lowering: inout Lowering
  ) throws(LoweringFailure) {
    let places = window.keys.sorted()
    let batch = sweep.cell.values.compactMap(\.axis)
    var holes: [AxisID: ValueID] = [:]
    for place in places {
      holes[place] = lowering.builder.hole("state", TensorType(.integer, batch))
    }
    let next = before(holes, piece, sweep, outer, in: &lowering)
    var carries: [ScanCarry] = []
    for place in places {
      guard let hole = holes[place], let initial = window[place], let next = next[place] else {
        continue
      }
      carries.append(ScanCarry(hole: hole, initial: initial, next: next))
    }
    let latest = sweep.group.compactMap { sweep.axes[$0]?.dropFirst().first }
    let result = lowering.builder.scan(
      along: axis, reversed: true, carries: carries,
      emitting: latest.compactMap { holes[$0] })
    for (place, value) in zip(places, result.final) { window[place] = value }
    record(
      Dictionary(uniqueKeysWithValues: zip(latest, result.emitted)), of: sweep, on: piece.members)
  }

  /// The states of the window before a step, given those after it.
  private mutating func before(
    _ window: [AxisID: ValueID], _ piece: Elimination.Piece, _ sweep: Elimination.Sweep,
    _ outer: [AxisID: ValueID], in lowering: inout Lowering
  ) -> [AxisID: ValueID] {
    // After the step all states were renamed to be one step older.
    var states: [AxisID: ValueID] = [:]
    for axes in sweep.axes.values {
      for (younger, older) in zip(axes, axes.dropFirst()) { states[younger] = window[older] }
    }
    for sum in piece.choices.reversed() {
      guard let (hidden, lag) = sweep.owner(of: sum.axis) else { continue }
      let first = piece.members.range.lowerBound - lag
      let cell = sweep.cell.merging([
        sweep.letter: Coordinate(
          axis: piece.members.axis, range: first..<first + piece.members.range.count)
      ]) { $1 }
      let noise = noise(of: hidden, on: cell, in: &lowering)
      states[sum.axis] = pick(sum, given: outer.merging(states) { $1 }, noise, in: &lowering)
    }
    var result: [AxisID: ValueID] = [:]
    for (hidden, axes) in sweep.axes {
      for axis in axes.dropFirst().prefix(piece.window[hidden] ?? 0) {
        guard let value = states[axis] else { continue }
        guard let mask = piece.mask, let same = window[axis] else {
          result[axis] = value
          continue
        }
        result[axis] = lowering.builder.select(mask, value, same)
      }
    }
    return result
  }

  /// Keeps the states of an element, the latest of the window after its step.
  private mutating func record(
    _ window: [AxisID: ValueID], of sweep: Elimination.Sweep, on members: Coordinate
  ) {
    for hidden in sweep.group {
      guard let axis = sweep.axes[hidden]?.dropFirst().first, let value = window[axis] else {
        continue
      }
      let cell = sweep.cell.merging([sweep.letter: members]) { $1 }
      chosen[hidden, default: []].append((cell, value))
    }
  }
}

extension Hidden {
  /// The variable at all its letters.
  fileprivate var whole: Hidden {
    Hidden(variable: variable, fixed: fixed.map { _ in nil })
  }
}

extension Elimination.Sweep {
  /// The variable whose states lie along an axis, and how many steps back.
  fileprivate func owner(of axis: AxisID) -> (Hidden, Int)? {
    for (hidden, own) in axes {
      if let lag = own.firstIndex(of: axis) { return (hidden, lag) }
    }
    return nil
  }

  fileprivate func cell(at position: Int) -> [IndexID: Coordinate] {
    cell.merging([letter: Coordinate(axis: nil, range: position..<position + 1)]) { $1 }
  }
}

extension ProgramBuilder {
  /// The position along an axis that a choice by log weights falls on.
  fileprivate mutating func pick(
    _ weights: ValueID, along axis: AxisID, _ choice: StateChoice, _ noise: ValueID?
  ) -> ValueID {
    let size = constant(Double(program[axis].size))
    let place = cast(position(axis), to: .real)
    let largest = reduce(.maximum, weights, over: [axis])
    switch choice {
    case .best:
      let isBest = compare(.lessOrEqual, largest, weights)
      let first = reduce(.minimum, select(isBest, place, size), over: [axis])
      return cast(binary(.minimum, first, subtract(size, constant(1))), to: .integer)
    case .random:
      guard let noise else { return cast(constant(0), to: .integer) }
      let share = unary(.exp, subtract(weights, largest))
      let running = append(
        .cumulativeSum(share, along: axis, exclusive: false, reversed: false))
      let target = multiply(noise, sum(share, over: [axis]))
      // A state without weight does not move the running sum, so it is never the one.
      let passed = cast(compare(.lessOrEqual, running, target), to: .real)
      let index = sum(passed, over: [axis])
      // Rounding may put the target past the last sum: the last state that has weight.
      let hasWeight = compare(.less, constant(0), share)
      let last = reduce(.maximum, select(hasWeight, place, constant(0)), over: [axis])
      return cast(binary(.minimum, index, last), to: .integer)
    }
  }
}
