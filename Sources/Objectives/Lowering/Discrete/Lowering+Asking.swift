import Binding
import Diagnostics
import Semantics
import TensorIR

/// Questions about the states of what is summed out.
extension Lowering {
  /// The hidden variables among the targets of a query, and all that it keeps.
  func hiddenTargets(
    of query: Query
  ) throws(LoweringFailure) -> (hidden: Set<VariableID>, kept: Set<VariableID>) {
    switch query.density {
    case .model, .guide: break
    // All that such a density names has values here.
    case .use: return ([], [])
    }
    let named = variables(of: query.targets.filter { $0.value == nil })
    let hidden = named.filter { id in
      let value = bound.values[id]
      return (value == nil || value?.known?.contains(false) ?? false)
        && model.variables[id].type.isDiscrete
    }
    let withValue = (query.targets + query.conditions).first { $0.value != nil }
    if let withValue, !hidden.isEmpty {
      throw fail(.notYetLowered("the states of a query with a value put in", at: withValue.span))
    }
    let known = named.union(variables(of: query.conditions)).filter { bound.values[$0] != nil }
    return (hidden, known)
  }

  /// The log of the sum over all states of p(states, kept), with an added log factor of zero for
  /// each state of each element of some variables: its gradient is their posterior.
  mutating func sumWithProbes(
    of hidden: Set<VariableID>, given kept: Set<VariableID>, asked span: SourceSpan
  ) throws(LoweringFailure) -> (value: ValueID, probes: [(VariableID, ValueID)]) {
    let story = try story(of: kept, open: hidden, asked: span)
    defer { restore(story.outer) }
    var factors = try discreteFactors(of: story, asked: span)
    var probes: [(VariableID, ValueID)] = []
    for id in hidden.intersection(story.states).sorted() {
      let variable = model.variables[id]
      let whole = Hidden(variable: id, fixed: variable.indices.map { _ in nil })
      let states = try axis(of: whole)
      let letters = variable.indices.map { axis(of: $0) }
      let probe = builder.input(
        variable.name, TensorType(.real, letters + [states]), role: .parameter)
      probes.append((id, probe))
      var cell: [IndexID: Coordinate] = [:]
      for letter in variable.indices {
        cell[letter] = Coordinate(
          axis: axis(of: letter), range: 0..<size(model.indices[letter].set))
      }
      factors.append(
        LogFactor(
          value: probe, coordinates: cell, readings: [states: ownReading(of: whole)],
          span: variable.span))
    }
    let left = try eliminate(story.states, from: factors).factors
    let terms = left.map { total(of: $0, free: []) }
    return (sum(terms), probes)
  }

  /// The positions of the states of variables that are chosen together.
  ///
  /// The best ones maximise the density of the asked variables alone: all others are summed out
  /// before.
  mutating func chosenStates(
    _ choice: StateChoice, of hidden: Set<VariableID>, given kept: Set<VariableID>,
    asked span: SourceSpan
  ) throws(LoweringFailure) -> (trace: TraceBack, tables: [(VariableID, ValueID)], value: ValueID) {
    let story = try story(of: kept, open: hidden, asked: span)
    defer { restore(story.outer) }
    var factors = try discreteFactors(of: story, asked: span)
    var trace = TraceBack(choice)
    let elimination: Elimination
    switch choice {
    case .best:
      factors = try eliminate(story.states.subtracting(hidden), from: factors).factors
      elimination = try eliminate(
        hidden.intersection(story.states), from: factors, by: .maximum, isTraced: true)
    case .random:
      elimination = try eliminate(story.states, from: factors, isTraced: true)
    }
    try trace.run(elimination, in: &self)
    var tables: [(VariableID, ValueID)] = []
    for id in hidden.intersection(story.states).sorted() {
      tables.append((id, trace.table(of: id, in: &self)))
    }
    let terms = elimination.factors.map { total(of: $0, free: []) }
    return (trace, tables, sum(terms))
  }

  /// The factors of a story after integrating out what is real, given each state.
  private mutating func discreteFactors(
    of story: Story, asked span: SourceSpan
  ) throws(LoweringFailure) -> [LogFactor] {
    let result = try integrate(story.reals, from: story.factors, free: [])
    if !result.left.isEmpty { throw noIntegral(of: result.left, at: span) }
    return result.factors
  }

  /// The names of the states of a variable, and the number that each is in results.
  mutating func stateNames(
    of id: VariableID
  ) throws(LoweringFailure) -> (names: [String], numbers: [Double]) {
    let variable = model.variables[id]
    let space = try stateSpace(id) ?? 0...0
    if case .member(let set) = variable.type {
      let first = lowerMember(of: set)
      return (memberNames(of: set), space.map { Double($0 + first) })
    }
    if variable.type == .bool { return (["false", "true"], [0, 1]) }
    return (space.map { String($0) }, space.map { Double($0) })
  }

  /// Whether each element of a variable's table exists, row-major.
  func existence(of id: VariableID) throws(LoweringFailure) -> [Bool] {
    var plain = Lowering(bound, assignments: [:])
    let axes = model.variables[id].indices.map { plain.axis(of: $0) }
    var mask = plain.builder.cast(plain.builder.constant(1), to: .boolean)
    for axis in axes {
      if let ragged = plain.raggedMasks[axis] { mask = plain.both(mask, ragged) }
    }
    return try plain.values(of: Operand(mask), over: axes).map { $0 != 0 }
  }
}

extension ValueType {
  /// Whether its values are whole numbers, members of a set or truth values.
  var isDiscrete: Bool {
    switch self {
    case .bool, .member, .int, .nat: true
    case .real, .positive, .unit, .interval, .spread, .simplex, .ordered, .positiveOrdered,
      .covariance, .correlation, .choleskyFactor, .choleskyCorrelation, .weights, .array,
      .optional, .record, .group, .poison:
      false
    }
  }
}
