import Binding
import Diagnostics
import Semantics
import TensorIR

/// Queries as differences of log joints.
extension Lowering {
  /// `log p(A | B) = log p(A, B) - log p(B)`, without the terms that cancel.
  ///
  /// An item at its own letter, `x[n]`, leaves the sum over that letter to whoever asks.
  mutating func lowerQuery(_ query: Query) throws(LoweringFailure) -> ValueID {
    try lowerQuery(query, free: freeAxes(of: query))
  }

  /// The query at each element of the free axes, over which nothing is summed.
  mutating func lowerQuery(
    _ query: Query, free: Set<AxisID>
  ) throws(LoweringFailure) -> ValueID {
    switch query.density {
    case .model: break
    case .use(let use): return try lowerUse(use, query)
    case .guide(let id): return try guideDensity(query, id, free: free)
    }
    let outer = put(try valuesPutIn(by: query))
    defer { restore(outer) }
    let conditions = variables(of: query.conditions)
    let all = variables(of: query.targets).union(conditions)
    let common = conditions.isEmpty ? [] : commonParts(of: all, conditions)
    let numerator = try logJoint(of: all, leavingOut: common, free: free, asked: query.span)
    // Nothing given, nothing to divide by: a joint density with factors stays without its constant.
    let denominator =
      conditions.isEmpty
      ? []
      : try logJoint(of: conditions, leavingOut: common, free: free, asked: query.span)
    var kept = numerator
    var removed: [ValueID] = []
    for term in denominator {
      if let index = kept.firstIndex(of: term) {
        kept.remove(at: index)
      } else {
        removed.append(term)
      }
    }
    let above = kept.reduce(builder.constant(0)) { builder.add($0, $1) }
    return removed.reduce(above) { builder.subtract($0, $1) }
  }

  /// The random variables that items name; what has no distribution is always conditioned on.
  func variables(of items: [QueryItem]) -> Set<VariableID> {
    let named = items.flatMap { model.variables(in: $0) }.filter { model.variables[$0].isRandom }
    return Set(named.map { canonical($0) })
  }

  /// The axes of letters that items are read at.
  private mutating func freeAxes(of query: Query) -> Set<AxisID> {
    var result: Set<AxisID> = []
    for item in query.targets + query.conditions {
      guard case .variable(_, let subscripts) = item.subject else { continue }
      for subscript_ in subscripts {
        if case .index(let letter) = subscript_.kind { result.insert(axis(of: letter)) }
      }
    }
    return result
  }

  /// The terms of log p(kept): one number each, apart from the free axes.
  ///
  /// Whatever is random and not kept is dropped where nothing depends on it, and summed or
  /// integrated out otherwise.
  mutating func logJoint(
    of kept: Set<VariableID>, leavingOut common: Set<Statement> = [], free: Set<AxisID>,
    asked span: SourceSpan
  ) throws(LoweringFailure) -> [ValueID] {
    let (terms, left) = try marginal(of: kept, leavingOut: common, free: free, asked: span)
    if !left.isEmpty { throw noIntegral(of: left, at: span) }
    return terms
  }

  /// The terms of log p(kept), and the variables that cannot be integrated out of it. If there are
  /// any, the terms are of no use.
  mutating func marginal(
    of kept: Set<VariableID>, leavingOut common: Set<Statement> = [], free: Set<AxisID>,
    asked span: SourceSpan
  ) throws(LoweringFailure) -> (terms: [ValueID], left: Set<VariableID>) {
    let letters = letters(along: free)
    let (factors, left) = try logFactors(
      of: kept, leavingOut: common, free: letters, asked: span)
    return (factors.map { total(of: $0, free: letters) }, left)
  }

  /// The factors of log p(kept), each still over its letters, and the variables that cannot be
  /// integrated out of it.
  mutating func logFactors(
    of kept: Set<VariableID>, leavingOut common: Set<Statement> = [],
    free letters: Set<IndexID>, asked span: SourceSpan
  ) throws(LoweringFailure) -> (factors: [LogFactor], left: Set<VariableID>) {
    let story = try story(of: kept, leavingOut: common, asked: span)
    defer { restore(story.outer) }
    // What has discrete parents goes first, given each of their states; the rest may go after.
    let exact = try integrate(story.reals, from: story.factors, free: letters)
    let before = try integrateByQuadrature(exact.left, from: exact.factors, free: letters)
    let rest = try eliminate(story.states, from: before.factors, free: letters).factors
    let after = try integrate(before.left, from: rest, free: letters)
    let last = try integrateByQuadrature(after.left, from: after.factors, free: letters)
    return (last.factors, last.left)
  }

  /// The factors of what is kept and asked for, with what has to be summed and integrated out.
  struct Story {
    let factors: [LogFactor]
    let states: Set<VariableID>
    let reals: Set<VariableID>
    /// What to put back when all is done.
    let outer: Mode
  }

  /// - Parameter open: hidden variables that matter although nothing depends on them.
  mutating func story(
    of kept: Set<VariableID>, open: Set<VariableID> = [], leavingOut common: Set<Statement> = [],
    asked span: SourceSpan
  ) throws(LoweringFailure) -> Story {
    let relevant = model.withoutBarrenLeaves(statements, keeping: kept.union(open))
      .filter { !common.contains($0) }
    let mentioned = relevant.reduce(into: Set<VariableID>()) { $0.formUnion($1.mentions) }
    let (states, reals) = try hidden(mentioned, keeping: kept, asked: span)
    let outer = switchAssignments(summingOut: states, integrating: reals)
    var factors: [LogFactor] = []
    do throws(LoweringFailure) {
      for statement in relevant { factors.append(try factor(statement)) }
      for id in states.intersection(kept).sorted() {
        if let factor = try clamp(id) { factors.append(factor) }
      }
      for id in reals.sorted() {
        if let factor = try idleFactor(id) { factors.append(factor) }
      }
    } catch {
      restore(outer)
      throw error
    }
    return Story(factors: factors, states: states, reals: reals, outer: outer)
  }

  /// The product of a factor over its letters, at each element of those that are free.
  mutating func total(of factor: LogFactor, free: Set<IndexID>) -> ValueID {
    var result = product(
      of: factor, over: factor.coordinates.keys.filter { !free.contains($0) })
    // Elements that the factor does not speak of have none.
    for (letter, part) in result.coordinates.sorted(by: { $0.key < $1.key }) {
      result.value = extend(
        result.value, from: part, over: letter, otherwise: builder.constant(0))
    }
    return result.value
  }

  /// The mentioned variables that are not kept, and kept ones with holes: the finite ones, which
  /// must be summed over, and the others, which must be integrated over.
  mutating func hidden(
    _ mentioned: Set<VariableID>, keeping kept: Set<VariableID>, asked span: SourceSpan
  ) throws(LoweringFailure) -> (states: Set<VariableID>, reals: Set<VariableID>) {
    var states: Set<VariableID> = []
    var reals: Set<VariableID> = []
    for id in mentioned.sorted() where !kept.contains(id) || hasHoles(id) {
      if assignments[id] == .drawn || assignments[id] == .enumerated { continue }
      let variable = model.variables[id]
      switch variable.type {
      case .bool, .member: states.insert(id)
      case .int, .nat:
        if kept.contains(id), isLeaf(id) { continue }
        guard try stateSpace(id) != nil else {
          throw fail(.infiniteStates(variable.name, at: span))
        }
        states.insert(id)
      case .real, .positive, .unit, .interval, .spread, .simplex, .ordered,
        .positiveOrdered, .covariance, .correlation, .choleskyFactor, .choleskyCorrelation,
        .weights, .array, .optional, .record, .group, .poison:
        if kept.contains(id), isLeaf(id) { continue }
        reals.insert(id)
      }
    }
    return (states, reals)
  }

  /// Whether no statement reads a variable, its own along a chain included.
  private func isLeaf(_ id: VariableID) -> Bool {
    !model.statements.contains { $0.defines != id && $0.mentions.contains(id) }
      && !isItsOwnAncestor(id)
  }
}
