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
    let outer = (letters, coordinates)
    defer { (letters, coordinates) = outer }
    (letters, coordinates) = ([:], [:])
    switch statement.source {
    case .part(let id, let index):
      return try withStandIns(in: statement) { (lowering) throws(LoweringFailure) in
        try lowering.partFactor(id, index, statement)
      }
    case .factor(let index):
      let factor = model.factors[index]
      for letter in factor.indices { bindWhole(letter) }
      return logFactor(try number(factor.logValue).value, statement.span)
    case .tie(let index): return try tieFactor(model.ties[index], statement)
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
    for (slot, letter) in variable.indices.enumerated() {
      let range = try members(of: part, of: id, slot, model.indices[letter].set)
      bind(letter, to: coordinate(letter, range))
    }
    let own = variable.indices.map { letter in
      TypedExpression(.index(letter), .member(model.indices[letter].set), at: part.span)
    }
    if assignments[id] == .integrated, let whitening = try whitening(of: id) {
      let value = try whitenedFactor(id, whitening, distribution)
      return logFactor(value, part.span)
    }
    let x = try access(id, own, at: part.span)
    var value = try counted(logDensity(of: x, under: distribution), statement.source)
    if assignments[id] == .data, let mask = masks[id] {
      let letters = variable.indices.map { axis(of: $0) }
      let sets = variable.indices.map { model.indices[$0].set }
      let known = try select(Operand(mask, components: letters), sets, at: own).value
      value = builder.select(known, value, builder.constant(0))
    }
    return logFactor(value, part.span)
  }

  /// Binds a letter of a statement to its whole set.
  mutating func bindWhole(_ letter: IndexID) {
    bind(letter, to: coordinate(letter, 0..<size(model.indices[letter].set)))
  }

  /// A log density as a factor of the statement that is being lowered.
  mutating func logFactor(_ value: ValueID, _ span: SourceSpan) -> LogFactor {
    let own = builder.type(value).axes.compactMap { axis in readings[axis].map { (axis, $0) } }
    let factor = LogFactor(
      value: value, coordinates: coordinates,
      readings: Dictionary(uniqueKeysWithValues: own), span: span)
    return aligned(factor)
  }

  /// The positions that a part speaks of along one index.
  func members(
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
    let isEven = bound.raggedSizes[set].map { Set($0).count <= 1 } ?? true
    for other in model.variables[id].parts where !isEven && other.region[slot].speaksOfLast {
      throw fail(.notYetLowered("`last` where each sequence has its own length", at: other.span))
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

extension Variable.Region {
  /// Whether it names the last member of a set.
  fileprivate var speaksOfLast: Bool {
    switch self {
    case .last: true
    case .all, .first, .at: false
    case .range(let range):
      [range.lower, range.upper].contains { bound in
        if case .endpoint(_, .last) = bound.kind { true } else { false }
      }
    }
  }
}
