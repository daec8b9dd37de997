import Binding
import Diagnostics
import Semantics
import TensorIR

/// Deterministic values that are stated in parts or computed from earlier elements.
extension Lowering {
  // MARK: Parts

  /// The table of a value that is stated in parts, none of which reads it.
  mutating func assemble(
    _ id: VariableID, _ variable: Variable, readAt span: SourceSpan
  ) throws(LoweringFailure) {
    var pieces: [(cell: [IndexID: Coordinate], value: ValueID)] = []
    for part in variable.parts {
      var cell: [IndexID: Coordinate] = [:]
      for (slot, letter) in variable.indices.enumerated() {
        let range = try members(of: part, of: id, slot, model.indices[letter].set)
        cell[letter] = coordinate(letter, range)
      }
      (letters, coordinates) = ([:], [:])
      for (letter, part) in cell { bind(letter, to: part) }
      pieces.append((cell, try definition(of: part, of: variable, readAt: span).value))
    }
    try setTable(of: id, from: pieces)
  }

  /// Puts a table together from values on some of its elements each; there are 0 elsewhere.
  private mutating func setTable(
    of id: VariableID, from pieces: [(cell: [IndexID: Coordinate], value: ValueID)]
  ) throws(LoweringFailure) {
    let variable = model.variables[id]
    let element = elementType(variable.type)
    let values = pieces.map { (cell: $0.cell, value: builder.cast($0.value, to: element)) }
    let table = table(from: values, of: element)
    let own = variable.indices.map { axis(of: $0) }
    computedTables[id] = Operand(table, components: own + (try valueAxes(variable.type)))
  }

  /// Values on some elements each over all elements of their letters, 0 where there is none.
  mutating func table(
    from pieces: [(cell: [IndexID: Coordinate], value: ValueID)], of element: ElementType
  ) -> ValueID {
    var table = builder.cast(builder.constant(0), to: element)
    for (cell, value) in pieces {
      var inside = value
      var mask: ValueID?
      for (letter, part) in cell.sorted(by: { $0.key < $1.key }) {
        let whole = axis(of: letter)
        guard part.axis != whole else { continue }
        let place = builder.position(whole)
        let first = integer(part.range.lowerBound)
        if let axis = part.axis, has(inside, axis) {
          inside = builder.gather(inside, axis: axis, at: builder.subtract(place, first))
        }
        mask = both(mask, builder.compare(.lessOrEqual, first, place))
        mask = both(mask, builder.compare(.less, place, integer(part.range.upperBound)))
      }
      table = mask.map { builder.select($0, inside, table) } ?? inside
    }
    return table
  }

  // MARK: Recursions

  /// Computes the tables of variables that are computed from earlier elements of each other.
  ///
  /// The chain is cut where a part begins or ends, and after as many elements as are looked back
  /// to. Single elements are written out, longer pieces are loops that carry the last elements.
  mutating func recur(
    _ group: Set<VariableID>, at span: SourceSpan
  ) throws(LoweringFailure) {
    var frame = try recursion(of: group, at: span)
    let outer = recursion
    defer { recursion = outer }
    var pieces: [VariableID: [(cell: [IndexID: Coordinate], value: ValueID)]] = [:]
    for range in try ranges(of: frame) {
      let members =
        range.count == 1
        ? Coordinate(axis: nil, range: range) : coordinate(frame.letter, range)
      frame.members = members
      frame.current = [:]
      let carried = frame.recent
      if let axis = members.axis {
        for id in group.sorted() { frame.recent[id] = try holes(like: carried, of: id, frame) }
        let holes = frame.recent
        recursion = frame
        for id in group.sorted() { _ = try value(of: id, at: span) }
        frame = recursion ?? frame
        frame.shift()
        var carries: [ScanCarry] = []
        for id in group.sorted() {
          for (lag, hole) in (holes[id] ?? []).enumerated() {
            guard let initial = carried[id]?[lag], let next = frame.recent[id]?[lag] else {
              continue
            }
            carries.append(
              ScanCarry(hole: hole.value, initial: initial.value, next: next.value))
          }
        }
        let ids = group.sorted()
        let emitted = ids.compactMap { frame.current[$0]?.value }
        let result = builder.scan(
          along: axis, reversed: frame.isReversed, carries: carries, emitting: emitted)
        var place = 0
        for (index, id) in ids.enumerated() {
          pieces[id, default: []].append((cell(of: id, frame), result.emitted[index]))
          for (lag, hole) in (holes[id] ?? []).enumerated() {
            frame.recent[id]?[lag] = Operand(
              result.final[place], components: hole.components)
            place += 1
          }
        }
      } else {
        recursion = frame
        for id in group.sorted() { _ = try value(of: id, at: span) }
        frame = recursion ?? frame
        for id in group.sorted() {
          guard let value = frame.current[id] else { continue }
          frame.elements[id, default: [:]][range.lowerBound] = value
          pieces[id, default: []].append((cell(of: id, frame), value.value))
        }
        frame.shift()
      }
    }
    for id in group.sorted() { try setTable(of: id, from: pieces[id] ?? []) }
  }

  /// What a recursion runs along and how far it looks back.
  private func recursion(
    of group: Set<VariableID>, at span: SourceSpan
  ) throws(LoweringFailure) -> Recursion {
    let name = group.min().map { model.variables[$0].name } ?? ""
    let letters = group.map { Set(model.variables[$0].indices) }
    let shared = letters.dropFirst().reduce(letters.first ?? []) { $0.intersection($1) }
    for letter in shared.sorted()
    where model.indexSets[model.indices[letter].set].kind == .chain {
      let steps = model.distances(within: group, along: letter) { bound.integer($0) }
      let known = steps.compactMap { $0 }
      guard known.count == steps.count, known.contains(where: { $0 != 0 }) else { continue }
      let (low, high) = (min(0, known.min() ?? 0), max(0, known.max() ?? 0))
      guard low == 0 || high == 0 else { continue }
      return Recursion(
        group: group, letter: letter, isReversed: 0 < high, depth: max(-low, high))
    }
    throw fail(.notYetLowered("the recursion of `\(name)`", at: span))
  }

  /// The pieces of the chain in the order of the recursion.
  private mutating func ranges(
    of frame: Recursion
  ) throws(LoweringFailure) -> [Range<Int>] {
    let size = size(model.indices[frame.letter].set)
    var bounds: Set<Int> = [0, size]
    for distance in 0...frame.depth {
      bounds.insert(max(0, min(size, frame.isReversed ? size - distance : distance)))
    }
    for id in frame.group {
      let variable = model.variables[id]
      guard let slot = variable.indices.firstIndex(of: frame.letter) else { continue }
      for part in variable.parts {
        let range = try members(of: part, of: id, slot, model.indices[frame.letter].set)
        guard !range.isEmpty else { continue }
        bounds.formUnion([range.lowerBound, range.upperBound])
      }
    }
    let sorted = bounds.sorted()
    let pieces = zip(sorted, sorted.dropFirst()).map { $0..<$1 }
    return frame.isReversed ? pieces.reversed() : pieces
  }

  private mutating func holes(
    like carried: [VariableID: [Operand]], of id: VariableID, _ frame: Recursion
  ) throws(LoweringFailure) -> [Operand] {
    let variable = model.variables[id]
    let components = try stepAxes(of: variable, frame)
    return (carried[id] ?? []).map { _ in
      Operand(
        builder.hole(variable.name, TensorType(elementType(variable.type), components)),
        components: components)
    }
  }

  /// The axes of one element along the chain: of the other letters, then of the type.
  private mutating func stepAxes(
    of variable: Variable, _ frame: Recursion
  ) throws(LoweringFailure) -> [AxisID] {
    let others = variable.indices.filter { $0 != frame.letter }.map { axis(of: $0) }
    return others + (try valueAxes(variable.type))
  }

  private mutating func cell(of id: VariableID, _ frame: Recursion) -> [IndexID: Coordinate] {
    var result: [IndexID: Coordinate] = [:]
    for letter in model.variables[id].indices {
      result[letter] = coordinate(letter, 0..<size(model.indices[letter].set))
    }
    result[frame.letter] = frame.members
    return result
  }

  /// The value of a variable of the recursion at the elements of the step being lowered.
  private mutating func value(
    of id: VariableID, at span: SourceSpan
  ) throws(LoweringFailure) -> Operand {
    if let value = recursion?.current[id] { return value }
    guard let frame = recursion else { throw fail(.jointStates("", at: span)) }
    let variable = model.variables[id]
    guard recursion?.open.insert(id).inserted ?? false,
      let slot = variable.indices.firstIndex(of: frame.letter)
    else { throw fail(.notYetLowered("the recursion of `\(variable.name)`", at: span)) }
    let outer = (letters, coordinates)
    defer { (letters, coordinates) = outer }
    (letters, coordinates) = ([:], [:])
    for (letter, part) in cell(of: id, frame) { bind(letter, to: part) }
    for part in variable.parts {
      let range = try members(of: part, of: id, slot, model.indices[frame.letter].set)
      guard range.clamped(to: frame.members.range) == frame.members.range else { continue }
      var value = try definition(of: part, of: variable, readAt: span)
      value = Operand(
        builder.cast(value.value, to: elementType(variable.type)),
        components: try stepAxes(of: variable, frame))
      if let axis = builder.type(value.value).axes.first(where: { readings[$0] != nil }) {
        let name = readings[axis].map { model.variables[$0.hidden.variable].name } ?? ""
        throw fail(.jointStates(name, at: part.span))
      }
      recursion?.open.remove(id)
      recursion?.current[id] = value
      return value
    }
    throw fail(.missingPoint(variable.name, at: span))
  }

  /// A variable of the recursion where it is read: in the same step, or so many steps ago.
  mutating func accessStep(
    _ id: VariableID, _ subscripts: [TypedExpression], at span: SourceSpan
  ) throws(LoweringFailure) -> Operand {
    let variable = model.variables[id]
    guard let frame = recursion,
      let slot = variable.indices.firstIndex(of: frame.letter), slot < subscripts.count
    else { throw fail(.notYetLowered("the recursion of `\(variable.name)`", at: span)) }
    let set = model.indices[frame.letter].set
    var found: Operand?
    switch try place(of: subscripts[slot], in: set) {
    case .along(frame.letter, 0): found = try value(of: id, at: span)
    case .along(frame.letter, let offset):
      let recent = frame.recent[id] ?? []
      if recent.indices.contains(abs(offset) - 1) { found = recent[abs(offset) - 1] }
    case .fixed(let position): found = frame.elements[id]?[position]
    case .along, .value: break
    }
    guard let found else {
      throw fail(.notYetLowered("the recursion of `\(variable.name)`", at: span))
    }
    var sets = variable.indices.map { model.indices[$0].set } + variable.type.shape
    var others = subscripts
    sets.remove(at: slot)
    others.remove(at: slot)
    return try select(found, sets, at: others)
  }
}

/// A recursion along a chain, up to the step that is being lowered.
struct Recursion {
  let group: Set<VariableID>
  let letter: IndexID
  /// Whether it runs from the last element to the first.
  let isReversed: Bool
  /// How many elements it looks back.
  let depth: Int
  /// The elements of the step.
  var members = Coordinate(axis: nil, range: 0..<0)
  /// The values of the step, as far as they have been lowered.
  var current: [VariableID: Operand] = [:]
  /// What is being lowered, to notice a circle within the step.
  var open: Set<VariableID> = []
  /// The last elements of each variable before the step, the latest first.
  var recent: [VariableID: [Operand]] = [:]
  /// Elements that were written out, by their position.
  var elements: [VariableID: [Int: Operand]] = [:]

  init(group: Set<VariableID>, letter: IndexID, isReversed: Bool, depth: Int) {
    self.group = group
    self.letter = letter
    self.isReversed = isReversed
    self.depth = depth
  }

  /// Makes the values of the step the latest ones.
  mutating func shift() {
    for (id, value) in current {
      recent[id] = Array(([value] + (recent[id] ?? [])).prefix(depth))
    }
  }
}
