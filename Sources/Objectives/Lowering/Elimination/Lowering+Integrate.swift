import Diagnostics
import Semantics
import TensorIR

/// Integrates real variables out of a product of factors, exactly, one after the other.
///
/// As for discrete variables, the one with the most plates goes first, and a factor with further
/// plates takes its product over those. The log of the product must be a polynomial of degree two
/// in the variable, or one of the conjugate forms; which it is follows from the tensor ops alone.
/// What does not go at first may go after others have.
extension Lowering {
  /// Returns what is left of the factors, and the variables that could not be integrated out.
  mutating func integrate(
    _ variables: Set<VariableID>, from factors: [LogFactor], free: Set<AxisID>
  ) -> (factors: [LogFactor], left: Set<VariableID>) {
    var factors = factors
    var left = variables.sorted { a, b in
      let plates = (model.variables[a].indices.count, model.variables[b].indices.count)
      if plates.0 != plates.1 { return plates.1 < plates.0 }
      let lines = (support(of: a) == .line, support(of: b) == .line)
      return lines.0 == lines.1 ? a < b : lines.0
    }
    var isProgress = true
    while isProgress {
      isProgress = false
      for (position, id) in left.enumerated() {
        guard let result = integrate(id, from: factors, free: free) else { continue }
        factors = result
        left.remove(at: position)
        isProgress = true
        break
      }
    }
    return (factors, Set(left))
  }

  /// Where a variable lives, if there are integrals over that; its other axes are copies.
  mutating func support(of id: VariableID) -> Support? {
    let variable = model.variables[id]
    let element =
      if case .array(let element, _) = variable.type { element } else { variable.type }
    switch element {
    case .real: return .line
    case .positive: return .halfLine
    case .unit: return .unitInterval
    case .simplex: return componentAxes(variable.type.shape).last.map { .simplex($0) }
    case .interval, .spread, .int, .nat, .bool, .member, .ordered, .positiveOrdered, .covariance,
      .correlation, .choleskyFactor, .choleskyCorrelation, .weights, .array, .optional, .record,
      .group, .poison:
      return nil
    }
  }

  /// Integrates one variable out; `nil` if there is no closed form.
  private mutating func integrate(
    _ id: VariableID, from factors: [LogFactor], free: Set<AxisID>
  ) -> [LogFactor]? {
    guard let support = support(of: id), let hole = holes[id] else { return nil }
    var expander = Expander(ProgramBuilder(), hole: hole, support: support)
    let involved = with(&expander) { expander in
      factors.indices.filter { expander.depends(factors[$0].value) }
    }
    let axes = builder.type(hole).axes
    let own = Set(axes)
    guard let span = involved.first.map({ factors[$0].span }),
      let outer = reduced(involved.map { factors[$0] }, over: { $0.subtracting(own.union(free)) }),
      let batch = with(&expander, { $0.separateAxes(of: outer, among: axes) })
    else { return nil }
    let inner = own.subtracting(batch)
    guard inner.isDisjoint(with: free), var whole = reduced(outer, over: inner.intersection) else {
      return nil
    }
    if let idle = absentFactor(id, along: inner) { whole.append(idle) }
    let isProper = whitenings[id] != nil
    let value = with(&expander) { expander -> ValueID? in
      var terms: [Term] = []
      for factor in whole { terms += expander.terms(of: factor.value) ?? [] }
      terms = terms.merged(in: &expander.builder)
      return support == .line
        ? expander.gaussianIntegral(of: terms, along: axes, batch: batch, isProper: isProper)
        : expander.conjugateIntegral(of: terms, along: axes, batch: batch)
    }
    guard let value else { return nil }
    let plates = whole.reduce(into: batch) { $0.formUnion($1.plates.intersection(free)) }
    let rest = factors.indices.filter { !involved.contains($0) }.map { factors[$0] }
    return rest + [logFactor(value, over: Array(plates), span)]
  }

  /// Lends the builder to an expander.
  private mutating func with<Result>(
    _ expander: inout Expander, _ body: (inout Expander) -> Result
  ) -> Result {
    swap(&builder, &expander.builder)
    defer { swap(&builder, &expander.builder) }
    return body(&expander)
  }

  /// The products of factors over some of their plates; `nil` if a discrete variable lives there.
  private mutating func reduced(
    _ factors: [LogFactor], over chosen: (Set<AxisID>) -> Set<AxisID>
  ) -> [LogFactor]? {
    var result: [LogFactor] = []
    for factor in factors {
      let plates = chosen(factor.plates)
      for other in factor.states {
        let its = model.variables[other].indices.map { axis(of: $0) }
        guard plates.isDisjoint(with: its) else { return nil }
      }
      let value = product(of: factor.value, over: plates)
      result.append(logFactor(value, over: factor.plates.subtracting(plates).sorted(), factor.span))
    }
    return result
  }

  /// A standard normal density of the elements that ragged plates do not have, so that the
  /// integral over them is one.
  private mutating func absentFactor(_ id: VariableID, along inner: Set<AxisID>) -> LogFactor? {
    guard support(of: id) == .line, let hole = holes[id] else { return nil }
    var exists: ValueID?
    for axis in inner.sorted() {
      if let mask = raggedMasks[axis] { exists = both(exists, mask) }
    }
    guard let exists else { return nil }
    let value = builder.select(exists, builder.constant(0), standardNormal(hole, over: []))
    let own = builder.type(hole).axes.filter { inner.contains($0) }
    let plates = builder.type(hole).axes.filter { !inner.contains($0) }
    let total = builder.sum(value, over: own)
    return logFactor(total, over: plates, model.variables[id].span)
  }
}

extension Expander {
  /// The axes along which every factor speaks of one element at a time, so that each position has
  /// an integral of its own; `nil` if some factor has no expansion.
  fileprivate mutating func separateAxes(
    of factors: [LogFactor], among axes: [AxisID]
  ) -> Set<AxisID>? {
    var result = Set(axes)
    for factor in factors {
      guard let terms = terms(of: factor.value) else { return nil }
      result.formIntersection(factor.plates)
      for atom in terms.flatMap(\.atoms) {
        for (place, axis) in zip(atom.places, axes) where place != .along(axis) {
          result.remove(axis)
        }
      }
    }
    return result
  }
}
