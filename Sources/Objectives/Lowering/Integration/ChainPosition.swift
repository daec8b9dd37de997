import TensorIR

/// A position that is a sum of positions along axes and a fixed number of steps.
struct ChainPosition: Equatable {
  /// How often the position along an axis counts; never zero.
  private(set) var counts: [AxisID: Int] = [:]
  private(set) var steps = 0

  init(steps: Int) { self.steps = steps }

  init(along axis: AxisID) { counts = [axis: 1] }

  /// The number of steps, `nil` if that is not fixed.
  var fixed: Int? { counts.isEmpty ? steps : nil }

  static func + (a: ChainPosition, b: ChainPosition) -> ChainPosition { a.adding(b, times: 1) }
  static func - (a: ChainPosition, b: ChainPosition) -> ChainPosition { a.adding(b, times: -1) }

  private func adding(_ other: ChainPosition, times factor: Int) -> ChainPosition {
    var result = self
    result.steps += factor * other.steps
    for (axis, count) in other.counts {
      let total = result.counts[axis, default: 0] + factor * count
      result.counts[axis] = total == 0 ? nil : total
    }
    return result
  }

  /// The position with another one in place of that along an axis.
  func replacing(_ axis: AxisID, by other: ChainPosition) -> ChainPosition {
    var result = self
    guard let count = result.counts.removeValue(forKey: axis) else { return self }
    for _ in 0..<abs(count) { result = count > 0 ? result + other : result - other }
    return result
  }
}

extension ProgramBuilder {
  /// The computed position as steps along axes, if it is written as that.
  func chainPosition(_ value: ValueID) -> ChainPosition? {
    switch program[value].op {
    case .position(let axis): return ChainPosition(along: axis)
    case .constant(let number): return Int(exactly: number).map { ChainPosition(steps: $0) }
    case .cast(let x, _), .broadcast(let x, _): return chainPosition(x)
    case .rename(let x, let from, let to):
      return chainPosition(x)?.replacing(from, by: ChainPosition(along: to))
    case .binary(.add, let x, let y):
      guard let left = chainPosition(x), let right = chainPosition(y) else { return nil }
      return left + right
    case .binary(.subtract, let x, let y):
      guard let left = chainPosition(x), let right = chainPosition(y) else { return nil }
      return left - right
    default: return nil
    }
  }

  /// Writes a position as an integer.
  fileprivate mutating func write(_ position: ChainPosition) -> ValueID {
    var result = cast(constant(Double(position.steps)), to: .integer)
    for (axis, count) in position.counts.sorted(by: { $0.key < $1.key }) {
      let factor = cast(constant(Double(count)), to: .integer)
      result = add(result, multiply(factor, self.position(axis)))
    }
    return result
  }
}

extension Expander {
  /// How far the elements that terms join lie apart along one axis of the variable; `nil` if that
  /// is not fixed.
  func bandwidth(of terms: [Term], along slot: Int) -> Int? {
    var widest = 0
    for term in terms where term.atoms.count == 2 {
      guard let lag = lag(of: term, along: slot) else { return nil }
      widest = max(widest, abs(lag))
    }
    return widest
  }

  /// How many steps the first element of a term is behind the second one.
  func lag(of term: Term, along slot: Int) -> Int? { distance(of: term, along: slot)?.fixed }

  private func distance(of term: Term, along slot: Int) -> ChainPosition? {
    let (first, second) = (term.atoms[0].sites[slot], term.atoms[1].sites[slot])
    if first == second { return ChainPosition(steps: 0) }
    guard let from = chainPosition(of: first), let to = chainPosition(of: second) else {
      return nil
    }
    return from - to
  }

  private func chainPosition(of site: Site) -> ChainPosition? {
    switch site {
    case .along(let axis): ChainPosition(along: axis)
    case .at(let value): builder.chainPosition(value)
    }
  }

  // MARK: Sums over lags

  /// The terms with a fixed distance along one axis of the variable each, as far as they can be:
  /// those of `sum k: x[t-k]` are one for each k.
  mutating func separated(_ terms: [Term], along slot: Int) -> [Term] {
    terms.flatMap { term in
      guard term.atoms.count == 2, lag(of: term, along: slot) == nil else { return [term] }
      return separated(term, along: slot) ?? [term]
    }.merged(in: &builder)
  }

  private mutating func separated(_ term: Term, along slot: Int) -> [Term]? {
    guard let distance = distance(of: term, along: slot) else { return nil }
    let moving = distance.counts.sorted { $0.key < $1.key }
    guard moving.allSatisfy({ term.bound.contains($0.key) && abs($0.value) == 1 }),
      let (gone, sign) = moving.first
    else { return nil }
    let size = builder.program[gone].size
    guard size <= Self.mostLags else { return nil }
    switch moving.count {
    case 1:
      return fixing(gone, at: (0..<size).map { ChainPosition(steps: $0) }, in: term, slot)
    case 2 where moving[1].value == -sign:
      // Both run over lags: those that are as far apart go together.
      let other = moving[1].key
      let range = 1 - builder.program[other].size..<size
      let places = range.map { ChainPosition(along: other) + ChainPosition(steps: $0) }
      return fixing(gone, at: places, in: term, slot)
    default: return nil
    }
  }

  /// A term for each of some positions along a bound axis, in place of the sum over it.
  private mutating func fixing(
    _ axis: AxisID, at places: [ChainPosition], in term: Term, _ slot: Int
  ) -> [Term]? {
    let isElsewhere = term.atoms.contains { atom in
      atom.sites.enumerated().contains { index, site in
        switch site {
        case .along(let own): own == axis
        case .at(let value): index != slot && builder.type(value).axes.contains(axis)
        }
      }
    }
    if isElsewhere { return nil }
    let whole = builder.spread(term.coefficient, along: [axis])
    return places.map { place in
      var result = term
      result.bound.remove(axis)
      // A place outside the axis adds nothing.
      result.coefficient = builder.gather(whole, axis: axis, at: builder.write(place))
      for index in result.atoms.indices {
        let site = result.atoms[index].sites[slot]
        guard let old = chainPosition(of: site) else { continue }
        let new = builder.write(old.replacing(axis, by: place))
        result.atoms[index].sites[slot] = .at(new)
      }
      if result.atoms[0].sites == result.atoms[1].sites {
        result.atoms = [Atom(statistic: .power(2), sites: result.atoms[0].sites)]
      }
      return result
    }
  }

  /// The most lags that a sum may have.
  private static let mostLags = 64
}
