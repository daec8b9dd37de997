import Binding
import Diagnostics
import Semantics
import TensorIR

/// The statements of the story as log factors.
extension Lowering {
  /// Lowers a statement to its log factor.
  mutating func factor(
    _ statement: Statement
  ) throws(LoweringFailure) -> LogFactor {
    let outer = letters
    defer { letters = outer }
    letters = [:]
    switch statement.source {
    case .part(let id, let index):
      return try withStandIns(in: statement) { (lowering) throws(LoweringFailure) in
        try lowering.partFactor(id, index, statement)
      }
    case .factor(let index):
      let factor = model.factors[index]
      for letter in factor.indices { bind(letter) }
      let value = try number(factor.logValue).value
      return logFactor(value, over: factor.indices.map { axis(of: $0) }, statement.span)
    case .tie:
      throw fail(.notYetLowered("`tie`", at: statement.span))
    }
  }

  private mutating func partFactor(
    _ id: VariableID, _ index: Int, _ statement: Statement
  ) throws(LoweringFailure) -> LogFactor {
    let variable = model.variables[id]
    let part = variable.parts[index]
    guard case .distribution(let distribution) = part.definition else {
      throw fail(.notYetLowered("the density of a value `\(variable.name) = …`", at: part.span))
    }
    var plates: [AxisID] = []
    for (slot, letter) in variable.indices.enumerated() {
      if let axis = try bind(letter, to: part, index, of: id, slot) { plates.append(axis) }
    }
    let own = variable.indices.map { letter in
      TypedExpression(.index(letter), .member(model.indices[letter].set), at: part.span)
    }
    let x = try access(id, own, at: part.span)
    var value = try counted(logDensity(of: x, under: distribution), statement.source)
    if assignments[id] != .states, let mask = masks[id] {
      let letters = variable.indices.map { axis(of: $0) }
      let sets = variable.indices.map { model.indices[$0].set }
      let known = try select(Operand(mask, components: letters), sets, at: own).value
      value = builder.select(known, value, builder.constant(0))
    }
    return logFactor(value, over: plates, part.span)
  }

  func logFactor(_ value: ValueID, over plates: [AxisID], _ span: SourceSpan) -> LogFactor {
    let axes = Set(builder.type(value).axes)
    return LogFactor(
      value: value, plates: Set(plates), states: states(among: axes), span: span)
  }

  /// Binds a letter to the members that a part speaks of, and returns its axis if it has one.
  private mutating func bind(
    _ letter: IndexID, to part: Variable.Part, _ index: Int, of id: VariableID, _ slot: Int
  ) throws(LoweringFailure) -> AxisID? {
    let set = model.indices[letter].set
    let members = try members(of: part, of: id, slot, set)
    if members == 0..<size(set), part.region[slot] == .all {
      bind(letter)
      return axis(of: letter)
    }
    if members.count == 1, part.region[slot] != .all {
      letters[letter] = LetterBinding(
        axis: nil, position: integer(members.lowerBound), isWhole: false)
      return nil
    }
    let axis = regionAxis(id, part: index, slot: slot, size: members.count)
    let position = builder.add(builder.position(axis), integer(members.lowerBound))
    letters[letter] = LetterBinding(axis: axis, position: position, isWhole: false)
    return axis
  }

  /// The positions that a part speaks of along one index.
  private func members(
    of part: Variable.Part, of id: VariableID, _ slot: Int, _ set: IndexSetID
  ) throws(LoweringFailure) -> Range<Int> {
    func positions(_ region: Variable.Region) -> Range<Int>? {
      switch region {
      case .all: return nil
      case .first: return 0..<min(1, size(set))
      case .last: return max(0, size(set) - 1)..<size(set)
      case .at(let member):
        let position = member - lowerMember(of: set)
        return position..<position + 1
      case .range(let range): return rangePositions(range, in: set)
      }
    }
    if let own = positions(part.region[slot]) { return own }
    var low = 0
    var high = size(set)
    for other in model.variables[id].parts where other != part {
      guard let claimed = positions(other.region[slot]) else { continue }
      if claimed.lowerBound <= low {
        low = max(low, claimed.upperBound)
      } else if claimed.upperBound >= high {
        high = min(high, claimed.lowerBound)
      } else {
        throw fail(.notYetLowered("a region with a gap", at: part.span))
      }
    }
    return low..<max(low, high)
  }

  private func rangePositions(_ range: BoundRange, in set: IndexSetID) -> Range<Int>? {
    func position(_ e: TypedExpression) -> Int? {
      if case .endpoint(_, let end) = e.kind { return end == .first ? 0 : size(set) - 1 }
      return bound.integer(e).map { $0 - lowerMember(of: set) }
    }
    guard let low = position(range.lower), let high = position(range.upper) else { return nil }
    return low..<max(low, high + 1)
  }
}
