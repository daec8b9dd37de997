import Diagnostics
import Semantics
import TensorIR

/// Sums finite discrete variables out of a product of factors, exactly.
///
/// Variable elimination over plates: all factors that depend on a variable are multiplied, a
/// factor with further plates after taking its product over those, and the sum over the states is
/// one factor on the variable's own plates. That is right as long as no other hidden variable
/// lives on the plates that are multiplied over; such a variable goes first. Among those that can
/// go, the one whose sum leaves the smallest table does. What is left when none can go is
/// eliminated element by element, if it is small. In logs, a product is a sum and the sum is
/// logsumexp; its gradient with respect to the log factors is the posterior of the states.
/// (Obermeyer et al. 2019, "Tensor Variable Elimination".)
extension Lowering {
  mutating func eliminate(
    _ variables: Set<VariableID>, from factors: [LogFactor], free: Set<IndexID> = [],
    by reduction: Reduction = .logSumExp, isTraced: Bool = false
  ) throws(LoweringFailure) -> Elimination {
    var elimination = Elimination(
      factors: factors, free: free, reduction: reduction, isTraced: isTraced)
    for id in variables.sorted() {
      let fixed = [Int?](repeating: nil, count: model.variables[id].indices.count)
      elimination.hidden.insert(Hidden(variable: id, fixed: fixed))
    }
    try addElements(to: &elimination)
    while !elimination.hidden.isEmpty {
      if let unit = try nextUnit(of: elimination) {
        switch unit {
        case .single(let hidden): try sumOut(hidden, in: &elimination)
        case .chain(let group, let letter): try sweep(group, along: letter, in: &elimination)
        }
      } else if let factor = elimination.factors.first(where: { isEnumerated($0) }),
        let hidden = elimination.hidden.min()
      {
        throw fail(.jointStates(model.variables[hidden.variable].name, at: factor.span))
      } else {
        try unroll(&elimination)
      }
    }
    return elimination
  }

  /// Whether a factor reads a finite variable of a guide, which stays.
  private func isEnumerated(_ factor: LogFactor) -> Bool {
    factor.states.contains { assignments[$0] == .enumerated }
  }

  // MARK: Elements on their own

  /// An element that is read at a fixed place is a variable of its own that equals the element.
  private mutating func addElements(
    to elimination: inout Elimination
  ) throws(LoweringFailure) {
    let read = Set(elimination.factors.flatMap { $0.readings.values.map(\.hidden) })
    let variables = Set(elimination.hidden.map(\.variable))
    for element in read.subtracting(elimination.hidden).sorted()
    where variables.contains(element.variable) {
      let span =
        elimination.factors.first { $0.reads(element) }?.span
        ?? model.variables[element.variable].span
      elimination.factors.append(try agreement(of: element, span))
      elimination.hidden.insert(element)
    }
  }

  /// Zero where the state of an element is that of the variable there, otherwise -inf.
  private mutating func agreement(
    of element: Hidden, _ span: SourceSpan
  ) throws(LoweringFailure) -> LogFactor {
    let letters = model.variables[element.variable].indices
    var coordinates: [IndexID: Coordinate] = [:]
    var places: [Place] = []
    for (letter, position) in zip(letters, element.fixed) {
      let range = position.map { $0..<$0 + 1 } ?? 0..<size(model.indices[letter].set)
      coordinates[letter] = coordinate(letter, range)
      places.append(.along(letter, offset: 0))
    }
    let whole = Hidden(variable: element.variable, fixed: letters.map { _ in nil })
    let (own, other) = (try axis(of: whole), try axis(of: element))
    let isSame = builder.compare(.equal, builder.position(own), builder.position(other))
    var readings: [AxisID: Reading] = [:]
    for axis in [own, other] { readings[axis] = self.readings[axis] }
    return LogFactor(
      value: builder.select(isSame, builder.constant(0), builder.constant(-.infinity)),
      coordinates: coordinates, readings: readings, span: span)
  }

  // MARK: Order

  /// The letters that a hidden variable runs over.
  func letters(of hidden: Hidden) -> [IndexID] {
    zip(model.variables[hidden.variable].indices, hidden.fixed).compactMap { letter, fixed in
      fixed == nil ? letter : nil
    }
  }

  /// What can go now and leaves the least behind; `nil` if nothing can.
  private mutating func nextUnit(
    of elimination: Elimination
  ) throws(LoweringFailure) -> Elimination.Unit? {
    var best: (unit: Elimination.Unit, cost: Double)?
    let groups = chainGroups(of: elimination)
    let chained = Set(groups.flatMap(\.group))
    for hidden in elimination.hidden.sorted() where !chained.contains(hidden) {
      guard isFree(hidden, in: elimination) else { continue }
      let cost = try costOfSum([hidden], in: elimination)
      if best.map({ cost < $0.cost }) ?? true { best = (.single(hidden), cost) }
    }
    // A chain goes when what is local to its elements is gone.
    if let best { return best.unit }
    for (letter, group) in groups where isFree(group, along: letter, in: elimination) {
      let cost = try costOfSum(group, in: elimination)
      if best.map({ cost < $0.cost }) ?? true { best = (.chain(group, along: letter), cost) }
    }
    return best?.unit
  }

  /// The number of elements of the table that a sum leaves behind.
  private func costOfSum(
    _ group: [Hidden], in elimination: Elimination
  ) throws(LoweringFailure) -> Double {
    var axes: Set<AxisID> = []
    for factor in elimination.factors where group.contains(where: { factor.reads($0) }) {
      axes.formUnion(factor.readings.filter { !group.contains($0.value.hidden) }.keys)
    }
    let plates = Set(group.flatMap { letters(of: $0) })
    return axes.reduce(1.0) { $0 * Double(builder.program[$1].size) }
      * plates.reduce(1.0) { $0 * Double(size(model.indices[$1].set)) }
  }

  /// Whether all factors of a variable can be brought to its own plates.
  private func isFree(_ hidden: Hidden, in elimination: Elimination) -> Bool {
    let own = letters(of: hidden)
    return elimination.factors.allSatisfy { factor in
      !factor.reads(hidden) || canBring(factor, to: own, for: [hidden], in: elimination)
    }
  }

  // MARK: One variable

  private mutating func sumOut(
    _ hidden: Hidden, in elimination: inout Elimination
  ) throws(LoweringFailure) {
    let own = letters(of: hidden)
    let involved = try takeFactors(of: [hidden], to: own, in: &elimination)
    let axis = try axis(of: hidden)
    for cell in cells(own + kept(of: elimination, involved, besides: own), of: involved) {
      let parts = involved.compactMap { restrict($0, to: cell) }
      guard let first = parts.first else { continue }
      var readings = parts.reduce(into: [:]) { $0.merge($1.readings) { $1 } }
      readings[axis] = nil
      try requireSmall(readings.keys + [axis], hidden, in: elimination, at: first.span)
      let total = sum(parts.map(\.value), reducedOver: axis, by: elimination.reduction)
      elimination.factors.append(
        LogFactor(value: total, coordinates: cell, readings: readings, span: first.span))
      let choice = Elimination.Choice(axis: axis, terms: parts.map(\.value), others: readings)
      elimination.steps.append(.local(choice, hidden: hidden, cell: cell))
    }
    elimination.hidden.remove(hidden)
  }

  /// The log of the sum over the states along an axis of a product.
  mutating func sum(
    _ terms: [ValueID], reducedOver axis: AxisID, by reduction: Reduction
  ) -> ValueID {
    builder.reduce(reduction, sum(terms), over: [axis])
  }

  mutating func sum(_ terms: [ValueID]) -> ValueID {
    terms.reduce(builder.constant(0)) { builder.add($0, $1) }
  }

  /// The letters that are asked for one by one and that factors have besides the given ones.
  func kept(
    of elimination: Elimination, _ factors: [LogFactor], besides own: [IndexID]
  ) -> [IndexID] {
    let all = factors.reduce(into: Set<IndexID>()) { $0.formUnion($1.coordinates.keys) }
    return all.intersection(elimination.free).subtracting(own).sorted()
  }

  /// Refuses tables with more joint states than can be gone through.
  func requireSmall(
    _ axes: some Collection<AxisID>, _ hidden: Hidden, in elimination: Elimination,
    at span: SourceSpan
  ) throws(LoweringFailure) {
    let count = axes.reduce(1.0) { $0 * Double(builder.program[$1].size) }
    guard count > Double(Elimination.largestTable) else { return }
    throw elimination.obstacle
      ?? fail(.largeStates(model.variables[hidden.variable].name, count, at: span))
  }
}
